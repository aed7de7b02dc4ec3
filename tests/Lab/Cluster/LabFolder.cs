using System.Diagnostics;
using System.Globalization;

namespace ReleaseManager.Lab;

/// <summary>
/// A folder for one run of the lab, under the temporary folder, which only its owner may enter. Its name begins with our
/// pid: what a killed run has left is removed by the next one.
/// </summary>
public sealed class LabFolder : IDisposable
{
    private const string Prefix = "releasemanager-lab-";

    private int _subfolders;

    private LabFolder(string path) => Path = path;

    public string Path { get; }

    public static LabFolder Create()
    {
        foreach (var left in Directory.GetDirectories(System.IO.Path.GetTempPath(), Prefix + "*").Where(IsLeftBehind))
        {
            Remove(left);
        }

        var prefix = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-");
        return new LabFolder(Directory.CreateTempSubdirectory(prefix).FullName);
    }

    /// <summary>A new, empty folder in this one.</summary>
    public string CreateSubfolder()
    {
        var name = Interlocked.Increment(ref _subfolders).ToString(CultureInfo.InvariantCulture);
        return Directory.CreateDirectory(System.IO.Path.Combine(Path, name)).FullName;
    }

    /// <summary>Removes the folder, unless RELEASEMANAGER_LAB_KEEP is set: then the next run does.</summary>
    public void Dispose()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("RELEASEMANAGER_LAB_KEEP")))
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            // Another user's, or another run has just removed it.
        }
    }

    private static bool IsLeftBehind(string folder)
    {
        var pid = System.IO.Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
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
