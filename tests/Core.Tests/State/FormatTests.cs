using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Contracts;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.State;

/// <summary>The format as it lies on disk: states of format 1 are kept in the tree for ever, and the reader of docs/format.md reads them.</summary>
public sealed class FormatTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Golden => Repository.PathOf("tests", "Core.Tests", "State", "golden", "1");

    private static string GoldenEncrypted => Repository.PathOf("tests", "Core.Tests", "State", "golden", "1-encrypted");

    // The keys of the encrypted state; it holds nothing that is worth one.
    private static StateKey Passphrase => StateKey.FromPassphrase("golden passphrase");

    private static StateKey KeyFile =>
        StateKey.FromFile(Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef"), "key");

    [Fact]
    public async Task The_golden_state_reads_and_verifies()
    {
        await AssertGoldenAsync(ReleaseState.At(new LocalBackend(Golden)));
    }

    [Fact]
    public async Task The_encrypted_golden_state_reads_and_verifies_with_either_of_its_keys()
    {
        await AssertGoldenAsync(ReleaseState.At(new LocalBackend(GoldenEncrypted), key: Passphrase));
        await AssertGoldenAsync(ReleaseState.At(new LocalBackend(GoldenEncrypted), key: KeyFile));
        Assert.Equal(2, (await ReleaseState.At(new LocalBackend(GoldenEncrypted)).ListKeysAsync(Stop)).Count);
    }

    /// <summary>By nothing but what docs/format.md says, so that a change of ours that it does not say is seen.</summary>
    [Fact]
    public async Task The_encrypted_golden_state_is_as_the_documentation_says()
    {
        var slot = Directory
            .EnumerateFiles(Path.Combine(GoldenEncrypted, "keys"))
            .Select(ReadJson)
            .Single(one => one["kind"]!.GetValue<string>() == "keyFile");
        var wrapping = HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef"),
            32,
            Convert.FromBase64String(slot["salt"]!.GetValue<string>()),
            Encoding.ASCII.GetBytes("releasemanager key file")
        );
        var wrapped = Convert.FromBase64String(slot["wrapped"]!.GetValue<string>());
        var data = Open(wrapping, wrapped, $"keys/{slot["id"]} {slot["stateId"]}");
        var values = HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            data,
            32,
            info: Encoding.ASCII.GetBytes("releasemanager values")
        );
        var names = HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            data,
            32,
            info: Encoding.ASCII.GetBytes("releasemanager names")
        );
        var plain = ReleaseState.At(new LocalBackend(Golden));
        var expected = new HashSet<string>(StringComparer.Ordinal);
        await foreach (
            var entry in plain.ReadEntriesAsync(await plain.RequireAsync(SnapshotSelector.Latest, Stop), Stop)
        )
        {
            expected.Add(
                Convert.ToHexString(await File.ReadAllBytesAsync(Path.Combine(Golden, "records", entry.Record), Stop))
            );
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine(GoldenEncrypted, "records")))
        {
            var stored = await File.ReadAllBytesAsync(file, Stop);
            Assert.Equal("RME1", Encoding.ASCII.GetString(stored, 0, 4));
            Assert.Equal(
                SHA256.HashData(stored.AsSpan(0, stored.Length - 8)).AsSpan(0, 8),
                stored.AsSpan(stored.Length - 8)
            );
            var value = Open(values, stored[4..^8], $"records/{Path.GetFileName(file)}");
            Assert.Equal(Path.GetFileName(file), Convert.ToHexStringLower(HMACSHA256.HashData(names, value)));
            Assert.True(expected.Remove(Convert.ToHexString(value)), "a record that the plain state does not hold");
        }

        Assert.Empty(expected);

        // Nonce, ciphertext, tag.
        static byte[] Open(byte[] key, byte[] sealedValue, string name)
        {
            using var cipher = new AesGcm(key, 16);
            var value = new byte[sealedValue.Length - 28];
            cipher.Decrypt(
                sealedValue.AsSpan(0, 12),
                sealedValue.AsSpan(12, value.Length),
                sealedValue.AsSpan(12 + value.Length),
                value,
                Encoding.ASCII.GetBytes(name)
            );
            return value;
        }

        static JsonNode ReadJson(string file) => JsonNode.Parse(File.ReadAllBytes(file))!;
    }

    private static async Task AssertGoldenAsync(ReleaseState state)
    {
        var result = await state.VerifyAsync(null, Stop);
        Assert.True(result.IsValid, string.Join('\n', result.Problems));
        Assert.Equal((2, 2, 3, 2), (result.Snapshots, result.Listings, result.Records, result.Resources));
        var latest = await state.RequireAsync(SnapshotSelector.Latest, Stop);
        Assert.Equal((1, 2, 3), (latest.Sequence, latest.Releases, latest.Revisions));
        Assert.NotNull((await state.ReadSnapshotAsync(2, Stop)).Suspect);
        Assert.Equal(Sample.Blue.KubeSystemUid, (await state.RequireHeaderAsync(Stop)).Cluster?.KubeSystemUid);
        Assert.Equal("releasemanager", (await state.ReadManagerAsync(Stop))?.Release);
    }

    [Fact]
    public async Task The_same_state_is_written_byte_for_byte()
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder.Path);
        var names = Names(Golden);
        Assert.Equal(names, Names(folder.Path));
        foreach (var name in names)
        {
            Assert.Equal(await PlainAsync(Golden, name), await PlainAsync(folder.Path, name));
        }
    }

    [Fact]
    public async Task Write_the_golden_state_anew()
    {
        const string Ask = "RELEASEMANAGER_WRITE_GOLDEN";
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable(Ask) == "1",
            $"writes the golden state of the checkout anew, on order: {Ask}=1"
        );
        if (Directory.Exists(Golden))
        {
            Directory.Delete(Golden, recursive: true);
        }

        await WriteAsync(Golden);
        if (Directory.Exists(GoldenEncrypted))
        {
            Directory.Delete(GoldenEncrypted, recursive: true);
        }

        await WriteAsync(GoldenEncrypted, Passphrase);
        await ReleaseState
            .At(new LocalBackend(GoldenEncrypted), new StoppedClock(Sample.Noon), Passphrase)
            .AddKeyAsync(KeyFile, Stop);
    }

    [Fact]
    public async Task The_reader_of_the_documentation_reads_a_state()
    {
        var python = ForeignProgram.FindPython();
        Assert.SkipWhen(python is null, "python3 is not on this machine");
        using var folder = new TemporaryFolder();
        var script = folder.Below("reader.py");
        var document = await File.ReadAllTextAsync(Repository.PathOf("docs", "format.md"), Stop);
        await File.WriteAllTextAsync(script, PythonIn(document), Stop);
        var state = ReleaseState.At(new LocalBackend(folder.Below("state")));
        await WriteAsync(folder.Below("state"));

        var expected = new StringBuilder();
        var latest = await state.RequireAsync(SnapshotSelector.Latest, Stop);
        await foreach (var entry in state.ReadEntriesAsync(latest, Stop))
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(await state.ReadRecordAsync(entry, Stop)));
            expected.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{entry.Namespace} {entry.Name} {entry.Revision} {entry.Status} {hash}\n"
            );
        }

        var (exit, output) = await RunAsync(python!, script, folder.Below("state"));
        Assert.Equal((0, expected.ToString()), (exit, output));

        var record = Directory.EnumerateFiles(folder.Below("state", "records")).Order(StringComparer.Ordinal).First();
        await File.AppendAllTextAsync(record, "x", Stop);
        Assert.NotEqual(0, (await RunAsync(python!, script, folder.Below("state"))).Exit);
    }

    private static async Task<(int Exit, string Output)> RunAsync(string python, string script, string path)
    {
        using var process = ForeignProgram.Start(python, script, path);
        var output = await process.StandardOutput.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, output.ReplaceLineEndings("\n"));
    }

    /// <summary>A good snapshot of two releases in two namespaces and a suspect one that lost a release.</summary>
    private static async Task WriteAsync(string path, StateKey? key = null)
    {
        var backend = new LocalBackend(path);
        var clock = new StoppedClock(Sample.Noon);
        var state = ReleaseState.At(backend, clock, key);
        if (key is null)
        {
            var header = new StateHeader
            {
                Format = StateHeader.CurrentFormat,
                StateId = "5bd9a9a3-6a0f-4a1e-9a3c-7f0f3c7e2b10",
                Created = Sample.Noon,
                Cluster = Sample.Blue,
            };
            await backend.CreateAsync(
                "releasemanager.json",
                SealedJson.Write(header, StateJson.Plain.StateHeader),
                Stop
            );
        }

        await state.CreateHeaderAsync(Sample.Blue, Stop);
        var web1 = await SaveAsync(state, Sample.Entry("web") with { Status = "superseded" }, "web");
        var web2 = await SaveAsync(state, Sample.Entry("web", 2), "web");
        var hostile = await SaveAsync(
            state,
            Sample.Entry("ünï", 1, "back") with
            {
                Driver = "configmap",
                Type = null,
            },
            null
        );
        CapturedResource[] resources =
        [
            await CaptureAsync(state, CapturedResource.Namespace, "shop"),
            await CaptureAsync(state, CapturedResource.Crd, "widgets.example.com"),
        ];
        var whole = Sample.Draft(web1, web2 with { Needs = ["Widget.example.com"] }, hostile) with
        {
            Resources = resources,
        };
        await Sample.ExportAsync(state, whole, stop: Stop);
        clock.Advance(TimeSpan.FromMinutes(10));
        var named = Sample.Draft() with
        {
            Scope = new SnapshotScope { Names = ["we*"], Namespaces = ["shop"] },
        };
        await Sample.ExportAsync(state, named, stop: Stop);
        await state.NoteCheckAsync(
            new ManagerNote
            {
                LastCheck = clock.GetUtcNow(),
                Cluster = Sample.Blue,
                Writer = "releasemanager/test",
                Release = "releasemanager",
                Namespace = "ops",
            },
            Stop
        );
    }

    private static async Task<CapturedResource> CaptureAsync(ReleaseState state, string kind, string name) =>
        new(kind, name, await state.SaveResourceAsync(Sample.Crd(name), Stop))
        {
            Uid = $"uid-{name}",
            ResourceVersion = "7",
        };

    /// <summary>Plain JSON in base64, which Helm reads as well: gzip would depend on the library's version.</summary>
    private static async Task<ListingEntry> SaveAsync(ReleaseState state, ListingEntry entry, string? name)
    {
        var json = $$"""{"name":"{{name}}","info":{"status":"{{entry.Status}}"},"version":{{entry.Revision}}}""";
        var value = name is null ? "neither base64 nor JSON" : Convert.ToBase64String(Encoding.UTF8.GetBytes(json));
        var saved = await state.SaveRecordAsync(Encoding.UTF8.GetBytes(value), Stop);
        return entry with
        {
            Record = saved.Hash,
            Encoding = saved.Encoding,
            Size = saved.Size,
            Problem = name is null ? "It is not base64." : null,
        };
    }

    private static List<string> Names(string root) =>
        [
            .. Directory
                .EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>A file's text, unpacked: packing may differ from one library to the next, names and contents may not.</summary>
    private static async Task<string> PlainAsync(string root, string name)
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(root, name), Stop);
        var isPacked =
            name.StartsWith("listings/", StringComparison.Ordinal)
            || name.StartsWith("resources/", StringComparison.Ordinal);
        return Encoding.UTF8.GetString(isPacked ? Gzip.Decompress(bytes, 1 << 20) : bytes);
    }

    /// <summary>The first block of Python in a document.</summary>
    private static string PythonIn(string document)
    {
        const string start = "```python\n";
        var from = document.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return document[from..document.IndexOf("```", from, StringComparison.Ordinal)];
    }
}
