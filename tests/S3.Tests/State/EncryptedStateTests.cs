using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using ReleaseManager.Contracts.State;
using ReleaseManager.Core.State;
using ReleaseManager.Lab;
using ReleaseManager.S3.Tests.Store;
using Xunit;

namespace ReleaseManager.S3.Tests.State;

/// <summary>An encrypted state on the real store, looked at past the product, too.</summary>
public sealed class EncryptedStateTests(StoreFixture fixture) : StoreStates(fixture)
{
    private static readonly StateKey Key = StateKey.FromPassphrase("correct horse battery staple", rounds: 1);

    private static readonly string[] Secrets =
    [
        "web",
        "shop",
        "backoffice",
        "widgets",
        "deployed",
        "manifest",
        "description",
        "sh.helm.release",
        Sample.Blue.KubeSystemUid!,
    ];

    [Theory]
    [MemberData(nameof(Buckets))]
    public async Task Nothing_in_the_store_can_be_read_without_the_key(string bucket)
    {
        var path = NewPath();
        var state = ReleaseState.At(Open(bucket, path), key: Key);
        await FillAsync(state);

        await AssertWholeAsync(ReleaseState.At(Open(bucket, path), key: Key));
        var without = await ReleaseState.At(Open(bucket, path)).VerifyAsync(null, Stop);
        Assert.True(without.IsValid, string.Join('\n', without.Problems));
        Assert.Equal(VerifyDepth.WithoutKey, without.Depth);
        using var owner = Store.OpenClient(StoreUser.Owner);
        var objects = await ReadAllAsync(owner, bucket, path);
        Assert.True(objects.Count >= 8, $"{objects.Count} objects");
        foreach (var text in objects)
        {
            Assert.All(Secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task The_same_look_finds_all_of_it_where_nothing_is_encrypted()
    {
        var path = NewPath();
        await FillAsync(ReleaseState.At(Open(StoreFixture.PlainBucket, path)));
        using var owner = Store.OpenClient(StoreUser.Owner);
        var everything = string.Join('\n', await ReadAllAsync(owner, StoreFixture.PlainBucket, path));
        Assert.Contains("shop", everything, StringComparison.Ordinal);
        Assert.Contains(Sample.Blue.KubeSystemUid!, everything, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Buckets))]
    public async Task A_wrong_key_and_none_are_one_clear_error_each(string bucket)
    {
        var path = NewPath();
        await FillAsync(ReleaseState.At(Open(bucket, path), key: Key));
        var wrong = ReleaseState.At(Open(bucket, path), key: StateKey.FromPassphrase("incorrect horse", rounds: 1));
        await FailsAsync("StateKeyWrong", () => wrong.VerifyAsync(null, Stop));
        await FailsAsync("StateKeyWrong", () => wrong.RequireAsync(SnapshotSelector.Latest, Stop));
        await FailsAsync("StateKeyWrong", () => Sample.ExportAsync(wrong, Sample.Draft(), stop: Stop));
        var none = ReleaseState.At(Open(bucket, path));
        await FailsAsync("StateEncrypted", () => none.RequireAsync(SnapshotSelector.Latest, Stop));
        await FailsAsync("StateEncrypted", () => Sample.ExportAsync(none, Sample.Draft(), stop: Stop));
        await AssertWholeAsync(ReleaseState.At(Open(bucket, path), key: Key));
    }

    private static async Task FillAsync(ReleaseState state)
    {
        await state.CreateHeaderAsync(Sample.Blue, Stop);
        var web = await Sample.SaveAsync(state, "web", stop: Stop);
        var api = await Sample.SaveAsync(state, "api", 1, "backoffice", Stop);
        var crd = new CapturedResource(
            CapturedResource.Crd,
            "widgets.example.com",
            await state.SaveResourceAsync(Sample.Crd(), Stop)
        );
        await Sample.ExportAsync(state, Sample.Draft(web, api) with { Resources = [crd] }, stop: Stop);
        var note = new ManagerNote
        {
            LastCheck = Sample.Noon,
            Cluster = Sample.Blue,
            Writer = "test",
        };
        await state.NoteCheckAsync(note, Stop);
    }

    /// <summary>Key, metadata and content of every object, also of older versions.</summary>
    private static async Task<List<string>> ReadAllAsync(AmazonS3Client owner, string bucket, string path)
    {
        var request = new ListVersionsRequest { BucketName = bucket, Prefix = $"{path}/" };
        var objects = new List<string>();
        foreach (var version in (await owner.ListVersionsAsync(request, Stop)).Versions)
        {
            if (version.IsDeleteMarker is true)
            {
                continue;
            }

            using var answer = await owner.GetObjectAsync(bucket, version.Key, version.VersionId, Stop);
            using var content = new MemoryStream();
            await answer.ResponseStream.CopyToAsync(content, Stop);
            var metadata = answer.Metadata.Keys.Select(key => $"{key}: {answer.Metadata[key]}");
            objects.Add(
                $"{version.Key[path.Length..]} {string.Join(' ', metadata)} {Encoding.Latin1.GetString(content.ToArray())}"
            );
        }

        return objects;
    }

    private static async Task FailsAsync(string errorId, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<StateException>(call);
        Assert.Equal((errorId, ErrorKind.State), (error.ErrorId, error.Kind));
    }
}
