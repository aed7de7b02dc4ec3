using System.Security.Cryptography;
using System.Text;
using ReleaseManager.Contracts;
using ReleaseManager.Core.Backends;
using ReleaseManager.Core.State;
using Xunit;

namespace ReleaseManager.Core.Tests.State;

/// <summary>The format as it lies on disk: a state of format 1 is kept in the tree, and the reader of docs/format.md reads it.</summary>
public sealed class FormatTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Golden => Repository.PathOf("tests", "Core.Tests", "State", "golden", "1");

    [Fact]
    public async Task The_golden_state_reads_and_verifies()
    {
        var state = ReleaseState.At(new LocalBackend(Golden));
        var result = await state.VerifyAsync(null, Stop);
        Assert.True(result.IsValid, string.Join('\n', result.Problems));
        Assert.Equal((2, 2, 3, 2), (result.Snapshots, result.Listings, result.Records, result.Resources));
        var latest = await state.RequireAsync(SnapshotSelector.Latest, Stop);
        Assert.Equal((1, 2, 3), (latest.Sequence, latest.Releases, latest.Revisions));
        Assert.NotNull((await state.ReadSnapshotAsync(2, Stop)).Suspect);
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
    private static async Task WriteAsync(string path)
    {
        var backend = new LocalBackend(path);
        var clock = new StoppedClock(Sample.Noon);
        var state = ReleaseState.At(backend, clock);
        var header = new StateHeader
        {
            Format = StateHeader.CurrentFormat,
            StateId = "5bd9a9a3-6a0f-4a1e-9a3c-7f0f3c7e2b10",
            Created = Sample.Noon,
            Cluster = Sample.Blue,
        };
        await backend.CreateAsync("releasemanager.json", SealedJson.Write(header, StateJson.Plain.StateHeader), Stop);
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
