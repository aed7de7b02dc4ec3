using System.Text;
using Amazon.S3.Model;
using ReleaseManager.Contracts;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;
using ReleaseManager.Lab;
using ReleaseManager.S3.Tests.Store;
using Xunit;

namespace ReleaseManager.S3.Tests.State;

/// <summary>What the original tool left in a bucket: read, verified, and copied into a state of the current format.</summary>
public sealed class OriginalLayoutTests(StoreFixture fixture) : StoreStates(fixture)
{
    [Theory]
    [MemberData(nameof(Buckets))]
    public async Task What_the_original_tool_saved_is_read_verified_and_copied(string bucket)
    {
        var path = NewPath();
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var writer = new OriginalLayoutWriter((name, json) => files[name] = json);
        writer.Save(Json("web", 1, "superseded"));
        writer.Save(Json("web", 2, "deployed"));
        writer.Save(Json("api", 1, "deployed"));
        writer.SaveManager(Json("manager", 1, "deployed"));
        await PutAsync(bucket, path, files);

        var original = ReleaseState.At(Open(bucket, path));
        var snapshot = await original.RequireAsync(SnapshotSelector.Latest, Stop);
        Assert.Equal((1, 2, 3), (snapshot.Sequence, snapshot.Releases, snapshot.Revisions));
        await AssertWholeAsync(original);

        var copy = ReleaseState.At(Open(bucket, NewPath()));
        var result = await new StateCopier(original, copy, TimeProvider.System).RunAsync(new CopyOptions(), null, Stop);

        Assert.True(result.IsComplete, string.Join('\n', result.Problems));
        var latest = await copy.RequireAsync(SnapshotSelector.Latest, Stop);
        var entries = await copy.ReadEntriesAsync(latest, Stop).ToListAsync(Stop);
        Assert.Equal(["api v1", "web v1", "web v2"], entries.Select(entry => $"{entry.Name} v{entry.Revision}"));
        Assert.Equal(
            Json("web", 2, "deployed"),
            RecordCodec.Decode(await copy.ReadRecordAsync(entries[2], Stop), DecodeLimits.Default)
        );
        await AssertWholeAsync(copy);
        Assert.Equal(files.Count, await Open(bucket, path).ListAsync("", Stop).CountAsync(Stop));
    }

    private static byte[] Json(string name, int revision, string status) =>
        Encoding.UTF8.GetBytes(
            $$$"""{"name":"{{{name}}}","info":{"first_deployed":"2021-05-06T07:08:09.1Z","last_deployed":"2021-05-06T07:08:09.1Z","deleted":"","description":"done","status":"{{{status}}}"},"chart":{"metadata":{"name":"plain","version":"1.2.3"}},"manifest":"","version":{{{revision}}},"namespace":"shop"}"""
        );

    private async Task PutAsync(string bucket, string path, Dictionary<string, byte[]> files)
    {
        using var owner = Store.OpenClient(StoreUser.Owner);
        foreach (var (name, content) in files)
        {
            await owner.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = bucket,
                    Key = $"{path}/{name}",
                    InputStream = new MemoryStream(content),
                },
                Stop
            );
        }
    }
}
