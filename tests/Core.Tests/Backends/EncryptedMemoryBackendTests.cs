using System.Text;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Backends;
using Xunit;

namespace ReleaseManager.Core.Tests.Backends;

/// <summary>Encryption keeps the whole contract of what it stands on.</summary>
public sealed class EncryptedMemoryBackendTests : BackendContract
{
    private readonly MemoryBackend _backend = new();
    private readonly ValueCipher _cipher = new(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());

    protected override IBackend Open() => new EncryptedBackend(_backend, _cipher);

    [Fact]
    public async Task The_store_holds_nothing_of_a_value()
    {
        await Open().CreateAsync("records/a", Bytes("a secret of some length"), Stop);
        Assert.DoesNotContain("secret", Encoding.Latin1.GetString(_backend.Get("records/a")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_value_is_never_the_same_bytes()
    {
        await Open().CreateAsync("records/a", Bytes("value"), Stop);
        var first = _backend.Get("records/a");
        await Open().DeleteAsync(["records/a"], Stop);
        await Open().CreateAsync("records/a", Bytes("value"), Stop);
        Assert.NotEqual(first, _backend.Get("records/a"));
    }

    [Fact]
    public async Task A_value_in_the_place_of_another_is_damage()
    {
        await Open().CreateAsync("records/a", Bytes("value"), Stop);
        _backend.Put("records/b", _backend.Get("records/a"));

        var read = await Open().ReadAsync("records/b", Stop);

        Assert.NotNull(read!.Damage);
        Assert.Equal(0, read.Bytes.Length);
        Assert.True(ValueCipher.IsIntact(_backend.Get("records/b")), "without the key it is a whole file");
    }

    [Fact]
    public async Task Every_flipped_bit_is_damage_with_the_key_and_without()
    {
        await Open().CreateAsync("records/a", Bytes("value"), Stop);
        var whole = _backend.Get("records/a");
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            _backend.Put("records/a", damaged);
            Assert.NotNull((await Open().ReadAsync("records/a", Stop))!.Damage);
            Assert.False(ValueCipher.IsIntact(damaged), $"bit {bit}");
        }
    }

    [Fact]
    public async Task A_plain_value_is_not_taken()
    {
        _backend.Put("records/a", "put there by somebody without the key"u8);
        Assert.NotNull((await Open().ReadAsync("records/a", Stop))!.Damage);
    }

    [Fact]
    public async Task Another_key_opens_nothing()
    {
        await Open().CreateAsync("records/a", Bytes("value"), Stop);
        var other = new ValueCipher(new byte[32]);
        Assert.NotNull((await new EncryptedBackend(_backend, other).ReadAsync("records/a", Stop))!.Damage);
    }
}
