using System.Diagnostics;
using System.Globalization;

namespace ReleaseManager.Lab;

/// <summary>
/// A folder for one run of the lab, under the temporary folder. Its name begins with our pid: what a killed run has left
/// is removed by the next one.
/// </summary>
public sealed class LabFolder : IDisposable
{
    private static readonly string Root = System.IO.Path.Combine(
        System.IO.Path.GetTempPath(),
        $"releasemanager-lab-{Environment.UserName}"
    );

    private LabFolder(string path) => Path = path;

    public string Path { get; }

    public static LabFolder Create()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new LabException("the lab runs on Linux only");
        }

        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(Root, owner);
        foreach (var left in Directory.GetDirectories(Root).Where(IsLeftBehind))
        {
            Directory.Delete(left, recursive: true);
        }

        var name = $"{Environment.ProcessId}-{Unique()}";
        return new LabFolder(Directory.CreateDirectory(System.IO.Path.Combine(Root, name), owner).FullName);
    }

    /// <summary>A new, empty folder in this one.</summary>
    public string CreateSubfolder() => Directory.CreateDirectory(System.IO.Path.Combine(Path, Unique())).FullName;

    /// <summary>Removes the folder, unless RELEASEMANAGER_LAB_KEEP is set.</summary>
    public void Dispose()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("RELEASEMANAGER_LAB_KEEP")))
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    private static string Unique() => Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..8];

    private static bool IsLeftBehind(string folder)
    {
        var pid = System.IO.Path.GetFileName(folder).Split('-')[0];
        if (!int.TryParse(pid, CultureInfo.InvariantCulture, out var owner))
        {
            return false;
        }

        try
        {
            using var process = Process.GetProcessById(owner);
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
