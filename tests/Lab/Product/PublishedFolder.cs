using System.Diagnostics;
using System.Runtime.InteropServices;
using ReleaseManager.Contracts;
using Xunit;

[assembly: AssemblyFixture(typeof(ReleaseManager.Lab.Product.PublishedFolder))]

namespace ReleaseManager.Lab.Product;

/// <summary>What the image holds: the program, published for this platform as the Dockerfile does it, in a folder that nobody may write to.</summary>
public sealed class PublishedFolder : IDisposable
{
    private const UnixFileMode Readable =
        UnixFileMode.UserRead
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    private string? _folder;

    /// <summary>The program, run by nobody that this machine knows, with the id that the image has.</summary>
    internal async Task<PublishedProgram> TakeAsync()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && string.Equals(Environment.UserName, "root", StringComparison.Ordinal),
            "only root may run the program as another user"
        );
        Assert.SkipUnless(
            File.Exists(PublishedProgram.SetPriv),
            $"there is no {PublishedProgram.SetPriv} (util-linux)"
        );
        return new PublishedProgram(_folder ??= await PublishAsync());
    }

    public void Dispose()
    {
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static async Task<string> PublishAsync()
    {
        var folder = Directory.CreateTempSubdirectory("releasemanager-published-").FullName;
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "publish",
                Repository.PathOf("src", "ReleaseManager.Cli"),
                "--configuration",
                "Release",
                "--arch",
                architecture,
                "--output",
                folder,
                // Beside what the tests run on, which must not change under them.
                "--artifacts-path",
                Repository.PathOf("out", "published"),
                "-p:RunAnalyzers=false",
            },
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, Readable);
        }

        return folder;
    }
}
