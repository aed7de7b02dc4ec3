using System.Globalization;
using System.Text;
using System.Text.Json;
using ReleaseManager.Core.Releases;
using Xunit;

namespace ReleaseManager.Core.Tests.Releases;

/// <summary>Real Helm reads the records that we read, refuses those that we refuse, and sees the same in them.</summary>
public sealed class RealHelmRecordTests
{
    private const string Json = """
        "namespace":"judge","version":1,"info":{"status":"deployed"},"chart":{"metadata":{"name":"case","version":"1"}}}
        """;

    [Fact]
    public async Task Helm_decodes_the_json_that_we_decode()
    {
        var cases = RecordCases
            .All.Where(one => !one.IsOfLaterHelm)
            .Select((one, index) => (Case: one, Name: $"case-{index}"))
            .ToList();
        var listed = await HelmRecordJudge.ListAsync(
            cases.ToDictionary(one => one.Name, one => Base64(one.Case.Body(one.Name)))
        );

        Assert.All(
            cases,
            one =>
            {
                Assert.Equal((one.Case, one.Case.IsReadable), (one.Case, listed.ContainsKey(one.Name)));
                if (listed.TryGetValue(one.Name, out var helms))
                {
                    Assert.Equal(Shown(helms), Shown(Release.Parse(one.Case.Body(one.Name))));
                }
            }
        );
    }

    [Fact]
    public async Task Helm_decodes_the_values_that_we_decode()
    {
        var values = Encodings().ToList();
        var listed = await HelmRecordJudge.ListAsync(
            values
                .Select((encode, index) => (Name: $"case-{index}", Encode: encode))
                .ToDictionary(one => one.Name, one => one.Encode(Body(one.Name)))
        );

        for (var index = 0; index < values.Count; index++)
        {
            Assert.Equal(
                (index, listed.ContainsKey($"case-{index}")),
                (index, IsReadable(values[index](Body($"case-{index}"))))
            );
        }
    }

    [Fact]
    public async Task Helm_decodes_damaged_records_as_we_do()
    {
        var random = new Random(1);
        var values = Enumerable
            .Range(0, 2_000)
            .ToDictionary(index => $"case-{index}", index => Damaged($"case-{index}"));
        var listed = await HelmRecordJudge.ListAsync(values);

        // A name that changed shows under another one.
        var wrong = values.Where(one =>
            IsReadable(one.Value) != listed.ContainsKey(one.Key)
            && Encoding
                .Latin1.GetString(Convert.FromBase64String(Encoding.ASCII.GetString(one.Value)))
                .Contains('"' + one.Key + '"')
        );
        Assert.False(wrong.Any(), string.Join('\n', wrong.Select(one => Encoding.Latin1.GetString(one.Value))));

        byte[] Damaged(string name)
        {
            var body = Body(name);
            // Behind the name, and without the status: Helm crashes on a record without info.
            var at = random.Next(body.AsSpan().IndexOf("\"version\""u8), body.Length);
            if (at < body.AsSpan().IndexOf("\"chart\""u8) && at > body.AsSpan().IndexOf("\"version\""u8) + 11)
            {
                return Base64(body);
            }

            body[at] = (byte)random.Next(256);
            return Base64(body);
        }
    }

    private static IEnumerable<Func<byte[], byte[]>> Encodings()
    {
        yield return json => RecordCodec.Encode(json);
        yield return json => Base64(json);
        yield return json => Base64(GzipFile.Of(json));
        yield return json => [.. Base64(json), (byte)'\n'];
        yield return json => [(byte)'\r', .. Base64(json).SelectMany(one => new[] { one, (byte)'\n' })];
        yield return json => [.. Base64(json), (byte)' '];
        yield return json => [.. Base64(json), (byte)'\t'];
        yield return json => [.. Base64(json), (byte)'='];
        yield return json => [.. Base64(json), .. Base64(" "u8)];
        yield return json => Base64(json)[..^1];
        yield return json =>
            WithLastBits(Base64([.. json, .. new byte[(4 - (json.Length % 3)) % 3].Select(_ => (byte)' ')]));
        yield return json => Base64([.. GzipFile.Of(json), 0]);
        yield return json => Base64([.. GzipFile.Of(json), .. "x"u8]);
        yield return json => Base64([.. GzipFile.Of(json), 0x1f, 0x8b, 8]);
        yield return json => Base64([.. GzipFile.Of(json), .. GzipFile.Of([])]);
        yield return json => Base64([.. GzipFile.Of([]), .. GzipFile.Of(json)]);
        yield return json => Base64([.. GzipFile.Of(json.AsSpan(0, 20)), .. GzipFile.Of(json.AsSpan(20))]);
        yield return json => Base64([.. GzipFile.Of(json), .. GzipFile.Of("x"u8)]);
        yield return json => Base64(GzipFile.With(json, 1, []));
        yield return json => Base64(GzipFile.With(json, 0xe0, []));
        yield return json => Base64(GzipFile.With(json, 4, [2, 0, 1, 2]));
        yield return json => Base64(GzipFile.With(json, 8, [.. "name"u8, 0]));
        yield return json => Base64(GzipFile.With(json, 8, [.. Enumerable.Repeat((byte)'n', 511), 0]));
        yield return json => Base64(GzipFile.With(json, 8, [.. Enumerable.Repeat((byte)'n', 512), 0]));
        yield return json => Base64(GzipFile.With(json, 24, [.. "name"u8, 0, .. "comment"u8, 0], checksum: true));
        yield return json => Base64(GzipFile.With(json, 2, [1, 2]));
        for (var cut = 1; cut < 30; cut++)
        {
            var left = cut;
            yield return json => Base64(GzipFile.Of(json).AsSpan()[..^left]);
        }
    }

    // Sets bits behind the last byte, which say nothing.
    private static byte[] WithLastBits(byte[] base64)
    {
        Assert.Equal([(byte)'g', (byte)'=', (byte)'='], base64[^3..].Select((one, at) => at == 0 ? (byte)'g' : one));
        base64[^3]++;
        return base64;
    }

    private static (string, string, string) Shown(JsonElement helms) =>
        (
            helms.GetProperty("revision").GetString()!,
            helms.GetProperty("status").GetString()!,
            helms.GetProperty("chart").GetString()! + " " + helms.GetProperty("app_version").GetString()!
        );

    private static (string, string, string) Shown(Release ours) =>
        (
            ours.Revision.ToString(CultureInfo.InvariantCulture),
            ours.Status,
            ours.Chart is { } chart ? $"{chart.Name}-{chart.Version} {chart.AppVersion}" : "MISSING MISSING"
        );

    private static bool IsReadable(byte[] value)
    {
        try
        {
            return Release.Parse(RecordCodec.Decode(value, DecodeLimits.Default)).HasInfo;
        }
        catch (RecordException)
        {
            return false;
        }
    }

    private static byte[] Body(string name) => Encoding.UTF8.GetBytes($$"""{"name":"{{name}}",""" + Json.Trim());

    private static byte[] Base64(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes));
}
