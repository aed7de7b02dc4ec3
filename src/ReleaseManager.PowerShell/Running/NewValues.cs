using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Import.Render;
using ReleaseManager.PowerShell.Parameters;

namespace ReleaseManager.PowerShell.Running;

/// <summary>
/// New values for releases, as a user gives them: a hashtable, an object, the path of a file. Those that a plan was made with are remembered as long as the plan
/// lives, so that it can be piped on; the plan itself never holds them.
/// </summary>
internal static class NewValues
{
    private static readonly ConditionalWeakTable<ReleaseImportPlan, JsonObject> Planned = [];

    /// <summary>Remembers with what a plan was made.</summary>
    public static void Remember(ReleaseImportPlan plan, JsonObject? values)
    {
        if (values is not null)
        {
            Planned.AddOrUpdate(plan, values);
        }
    }

    /// <summary>With what a plan was made; null where that is not known.</summary>
    public static JsonObject? Find(ReleaseImportPlan plan) => Planned.TryGetValue(plan, out var values) ? values : null;

    /// <summary>Reads values.</summary>
    /// <param name="given">What was given.</param>
    /// <param name="path">The full path where that is one of a file.</param>
    /// <returns>Null where nothing was given.</returns>
    /// <exception cref="ReleaseManagerException">They cannot be read, or are no map.</exception>
    public static async Task<JsonObject?> ReadAsync(object? given, string? path, CancellationToken stop)
    {
        if (path is not null)
        {
            return await ValuesFile.ReadAsync([path], stop);
        }

        return given is null
            ? null
            : SavedPlan.ToNode(given) as JsonObject
                ?? throw new ReleaseManagerException(
                    "ValuesUnreadable",
                    ErrorKind.Usage,
                    "What -Values gives is no map of values."
                )
                {
                    Advice = "Give a hashtable, an object, or the path of a file of YAML or JSON.",
                };
    }

    /// <summary>The text of a path; null where something else was given.</summary>
    public static string? PathOf(object? given) => (given is PSObject wrapped ? wrapped.BaseObject : given) as string;
}
