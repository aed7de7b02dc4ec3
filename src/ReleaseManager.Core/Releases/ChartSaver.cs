using System.Text;
using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Releases;

/// <summary>
/// Writes charts of releases below a folder of the user's, each with the release's own values beside it:
/// <c>NAMESPACE/RELEASE/CHART/</c> and <c>NAMESPACE/RELEASE/values.yaml</c>. What is there is whole or not there at all: all of it is written
/// aside first.
/// </summary>
/// <param name="folder">Full path; need not exist.</param>
/// <param name="replace">Whether a chart that was saved there for the same release may be replaced.</param>
public sealed class ChartSaver(string folder, bool replace)
{
    private const string ValuesFile = "values.yaml";

    /// <summary>Full path of the folder for a release.</summary>
    /// <exception cref="RecordException">Its name or namespace would lead elsewhere.</exception>
    public string PathOf(string ns, string name) => Path.Combine(folder, Safe(ns), Safe(name));

    /// <summary>What would be written.</summary>
    /// <inheritdoc cref="SaveAsync"/>
    public SavedHelmChart Plan(string ns, string name, Release release)
    {
        ArgumentNullException.ThrowIfNull(release);
        var target = PathOf(ns, name);
        var files = ChartFolder.FilesOf(release);
        var chart = Safe(release.Chart!.Name);
        if (chart.Equals(ValuesFile, StringComparison.OrdinalIgnoreCase))
        {
            throw Unsafe(chart);
        }

        RequireFree(target);
        return new SavedHelmChart
        {
            Namespace = ns,
            Name = name,
            Revision = release.Revision,
            Chart = $"{chart}-{release.Chart.Version}",
            AppVersion = release.Chart.AppVersion,
            Path = Path.Combine(target, chart),
            ValuesPath = Path.Combine(target, ValuesFile),
            Files = files.Select(file => file.Name).ToArray(),
            MissingSubcharts = release.Chart.Dependencies.ToArray(),
        };
    }

    /// <summary>Writes the chart and the values of one revision.</summary>
    /// <param name="ns">The namespace in which the release was found.</param>
    /// <param name="name">The name under which it was found.</param>
    /// <exception cref="ReleaseManagerException">There is something already, the record holds no chart or an unsafe one, or the folder cannot be written.</exception>
    public async Task<SavedHelmChart> SaveAsync(string ns, string name, Release release, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(release);
        var result = Plan(ns, name, release);
        var target = PathOf(ns, name);
        var aside = $"{target}.{Path.GetRandomFileName()}";
        try
        {
            await ChartFolder.WriteAsync(release, Path.Combine(aside, release.Chart!.Name), stop);
            await WriteValuesAsync(release, Path.Combine(aside, ValuesFile), stop);
            Put(aside, target);
            return result;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ReleaseManagerException(
                "ChartFolderUnwritable",
                ErrorKind.Usage,
                $"The chart of release {ns}/{name} could not be written to '{target}'.",
                error
            )
            {
                Target = target,
                Advice = "Choose a folder in which this user may create files, and that has room for them.",
            };
        }
        finally
        {
            Remove(aside);
        }
    }

    private static async Task WriteValuesAsync(Release release, string path, CancellationToken stop)
    {
        var values = release.Config is { } config ? GoJson.ReadNode(config) : null;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // Values hold passwords more often than not.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new FileStream(path, options);
        await file.WriteAsync(Encoding.UTF8.GetBytes(YamlWriter.ToText(values ?? new JsonObject())), stop);
    }

    private void RequireFree(string target)
    {
        if (!Path.Exists(target))
        {
            return;
        }

        if (!replace)
        {
            throw new ReleaseManagerException("ChartFolderExists", ErrorKind.Usage, $"'{target}' is there already.")
            {
                Target = target,
                Advice = "Choose another folder, or replace what is there by -Force (--force).",
            };
        }

        // Only what was saved by this very command is ever removed.
        if (
            !Directory.Exists(target)
            || new DirectoryInfo(target).LinkTarget is not null
            || !Directory.EnumerateFileSystemEntries(target).All(IsSaved)
        )
        {
            throw new ReleaseManagerException(
                "ChartFolderForeign",
                ErrorKind.Usage,
                $"'{target}' holds other things than the chart of a release and its values, and is left as it is."
            )
            {
                Target = target,
                Advice = "Choose another folder, or clear this one yourself.",
            };
        }
    }

    private static bool IsSaved(string entry) =>
        Directory.Exists(entry)
            ? File.Exists(Path.Combine(entry, "Chart.yaml"))
            : Path.GetFileName(entry) == ValuesFile;

    private void Put(string aside, string target)
    {
        if (replace && Directory.Exists(target))
        {
            var old = $"{target}.{Path.GetRandomFileName()}";
            Directory.Move(target, old);
            Directory.Move(aside, target);
            Remove(old);
            return;
        }

        Directory.Move(aside, target);
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Safe(string name) => ChartFileName.IsSafeFolder(name) ? name : throw Unsafe(name);

    private static RecordException Unsafe(string name) =>
        new("ChartNameUnsafe", $"\"{ChartFileName.Shown(name)}\" is no name that a folder could have.")
        {
            Target = ChartFileName.Shown(name),
        };
}
