using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Backends;
using Xunit;

namespace ReleaseManager.Core.Tests.Backends;

public sealed class LocalBackendTests : BackendContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Root => _folder.Below("state", "of", "blue");

    public void Dispose() => _folder.Dispose();

    protected override IBackend Open() => new LocalBackend(Root);

    [Fact]
    public async Task Reading_and_listing_create_no_folder()
    {
        await Open().ReadAsync("a/b", Stop);
        await NamesAsync();
        await Open().DeleteAsync(["a/b"], Stop);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_relative_path_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new LocalBackend("state"));
        Assert.Throws<ArgumentException>(() => new LocalBackend(" "));
    }

    [Fact]
    public async Task A_separator_at_the_end_of_the_path_changes_nothing()
    {
        await new LocalBackend(Root + Path.DirectorySeparatorChar).CreateAsync("a/b", Bytes("x"), Stop);
        Assert.Equal("x", await TextAsync("a/b"));
    }

    [Fact]
    public async Task Files_and_folders_are_for_their_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps rights by inheritance");
        await Open().CreateAsync("records/a", Bytes("x"), Stop);
        await Open().CreateAsync("manager.json", Bytes("x"), Stop);
        await Open()
            .ReplaceAsync("manager.json", Bytes("y"), (await Open().ReadAsync("manager.json", Stop))!.Tag, Stop);
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode file = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal(file, File.GetUnixFileMode(Path.Combine(Root, "records", "a")));
            Assert.Equal(file, File.GetUnixFileMode(Path.Combine(Root, "manager.json")));
            Assert.Equal(file | UnixFileMode.UserExecute, File.GetUnixFileMode(Root));
            Assert.Equal(file | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(Root, "records")));
        }
    }

    [Fact]
    public async Task A_root_that_is_a_file_is_named_by_every_call()
    {
        var path = _folder.Below("file");
        await File.WriteAllTextAsync(path, "not a folder", Stop);
        foreach (var backend in new[] { new LocalBackend(path), new LocalBackend(Path.Combine(path, "below")) })
        {
            await FailsAsync("BackendPathIsFile", () => backend.ReadAsync("records/a", Stop));
            await FailsAsync("BackendPathIsFile", () => backend.CreateAsync("records/a", Bytes("x"), Stop));
            await FailsAsync("BackendPathIsFile", () => backend.ReplaceAsync("a", Bytes("x"), "t", Stop));
            await FailsAsync("BackendPathIsFile", () => backend.DeleteAsync(["a"], Stop));
            await FailsAsync("BackendPathIsFile", async () => await backend.ListAsync("", Stop).AnyAsync(Stop));
        }

        Assert.Equal("not a folder", await File.ReadAllTextAsync(path, Stop));
    }

    [Fact]
    public async Task A_folder_without_rights_is_named_with_what_to_do()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs POSIX rights");
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may write everywhere");
        Directory.CreateDirectory(Root);
        await Open().CreateAsync("a", Bytes("x"), Stop);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Root, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            await FailsAsync("BackendNotWritable", () => Open().CreateAsync("b", Bytes("x"), Stop));
            await FailsAsync("BackendNotWritable", () => Open().DeleteAsync(["a"], Stop));
            File.SetUnixFileMode(Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task A_place_that_refuses_every_write_is_named_with_what_to_do()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc, which refuses even root");
        await FailsAsync(
            "BackendFailed",
            () => new LocalBackend("/proc/releasemanager").CreateAsync("b", Bytes("x"), Stop)
        );
    }

    [Fact]
    public async Task What_a_crash_left_is_not_listed_and_goes_after_a_day()
    {
        await Open().CreateAsync("records/a", Bytes("x"), Stop);
        var old = Path.Combine(Root, "records", ".rm-0123.tmp");
        var young = Path.Combine(Root, "records", ".rm-4567.tmp");
        await File.WriteAllTextAsync(old, "half", Stop);
        await File.WriteAllTextAsync(young, "half", Stop);
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-25));
        Assert.Equal(["records/a"], await NamesAsync());

        await Open().CreateAsync("records/b", Bytes("x"), Stop);
        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
        Assert.Equal(["records/a", "records/b"], await NamesAsync());
    }

    [Fact]
    public async Task Foreign_files_are_neither_listed_nor_touched()
    {
        await Open().CreateAsync("records/a", Bytes("x"), Stop);
        Directory.CreateDirectory(Path.Combine(Root, ".git", "objects"));
        await File.WriteAllTextAsync(Path.Combine(Root, ".git", "objects", "a"), "x", Stop);
        await File.WriteAllTextAsync(Path.Combine(Root, "a note.txt"), "x", Stop);
        Assert.Equal(["records/a"], await NamesAsync());

        await Open().DeleteAsync(["records/a"], Stop);
        Assert.True(File.Exists(Path.Combine(Root, "a note.txt")));
        Assert.True(File.Exists(Path.Combine(Root, ".git", "objects", "a")));
    }

    [Fact]
    public async Task Deleting_the_last_item_leaves_no_folder_and_no_lock()
    {
        await Open().CreateAsync("records/a", Bytes("x"), Stop);
        await Open().CreateAsync("manager.json", Bytes("x"), Stop);
        await Open()
            .ReplaceAsync("manager.json", Bytes("y"), (await Open().ReadAsync("manager.json", Stop))!.Tag, Stop);
        await Open().DeleteAsync(["records/a", "manager.json"], Stop);
        Assert.False(Directory.Exists(Root));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Writers_of_two_processes_never_both_win()
    {
        // Both processes run a line of Python that does what any foreign program with link(2) would do: take every second
        // name. Each name must end up with exactly one of the two contents.
        var python = ForeignProgram.FindPython();
        Assert.SkipWhen(python is null, "python3 is not on this machine");
        Directory.CreateDirectory(Path.Combine(Root, "snapshots"));
        const string script = """
            import os, sys
            root, count = sys.argv[1], int(sys.argv[2])
            print("ready", flush=True); sys.stdin.readline()
            for i in range(count):
                temporary = os.path.join(root, ".rm-foreign-%d.tmp" % i)
                with open(temporary, "w") as f: f.write("foreign")
                try: os.link(temporary, os.path.join(root, "%05d" % i)); print(i)
                except FileExistsError: pass
                os.unlink(temporary)
            """;
        const int count = 400;
        using var foreign = ForeignProgram.Start(python!, "-c", script, Path.Combine(Root, "snapshots"), $"{count}");
        await foreign.StandardOutput.ReadLineAsync(Stop);
        await foreign.StandardInput.WriteLineAsync();
        await foreign.StandardInput.FlushAsync(Stop);
        var foreignWon = foreign.StandardOutput.ReadToEndAsync(Stop);
        var won = new List<int>();
        for (var i = 0; i < count; i++)
        {
            if (await Open().CreateAsync($"snapshots/{i:D5}", Bytes("ours"), Stop))
            {
                won.Add(i);
            }
        }

        await foreign.WaitForExitAsync(Stop);
        var theirs = (await foreignWon).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToList();
        Assert.Equal(Enumerable.Range(0, count), won.Concat(theirs).Order());
        foreach (var i in won)
        {
            Assert.Equal("ours", await TextAsync($"snapshots/{i:D5}"));
        }
    }

    [Fact]
    public void Without_links_a_rename_that_never_replaces_does_the_same()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "POSIX only");
        if (!OperatingSystem.IsWindows())
        {
            var (one, two, name) = (_folder.Below("one"), _folder.Below("two"), _folder.Below("name"));
            File.WriteAllText(one, "one");
            File.WriteAllText(two, "two");
            Assert.True(UnixFiles.RenameIfAbsent(one, name));
            Assert.False(UnixFiles.RenameIfAbsent(two, name));
            Assert.Equal("one", File.ReadAllText(name));
        }
    }

    private static async Task FailsAsync(string errorId, Func<Task> action)
    {
        var error = await Assert.ThrowsAsync<BackendException>(action);
        Assert.Equal(errorId, error.ErrorId);
        Assert.Equal(ErrorKind.Backend, error.Kind);
        Assert.False(string.IsNullOrEmpty(error.Advice));
    }
}
