using System.Buffers.Binary;

namespace ReleaseManager.Core.Releases;

/// <summary>The checksum of gzip (RFC 1952), eight bytes at a time.</summary>
internal static class Crc32
{
    private static readonly uint[][] Tables = MakeTables();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var low = crc ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc =
                Tables[7][low & 0xff]
                ^ Tables[6][(low >> 8) & 0xff]
                ^ Tables[5][(low >> 16) & 0xff]
                ^ Tables[4][low >> 24]
                ^ Tables[3][high & 0xff]
                ^ Tables[2][(high >> 8) & 0xff]
                ^ Tables[1][(high >> 16) & 0xff]
                ^ Tables[0][high >> 24];
        }

        foreach (var one in bytes)
        {
            crc = (crc >> 8) ^ Tables[0][(crc ^ one) & 0xff];
        }

        return ~crc;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[8][];
        for (var table = 0; table < tables.Length; table++)
        {
            tables[table] = new uint[256];
            for (uint index = 0; index < 256; index++)
            {
                tables[table][index] = table == 0 ? First(index) : Next(tables, table, index);
            }
        }

        return tables;
    }

    private static uint First(uint index)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            index = (index & 1) == 0 ? index >> 1 : (index >> 1) ^ 0xedb88320;
        }

        return index;
    }

    private static uint Next(uint[][] tables, int table, uint index)
    {
        var before = tables[table - 1][index];
        return (before >> 8) ^ tables[0][before & 0xff];
    }
}
