using System.Management.Automation;

namespace ReleaseManager.PowerShell.Running;

/// <summary>Makes the maps of objects into what ConvertFrom-Json gives of them: members to look into, to complete and to show.</summary>
internal static class ShellObjects
{
    /// <summary>The type by which the module's view shows a whole object.</summary>
    public const string TypeName = "ReleaseManager.HelmReleaseObject";

    private static readonly string[] Reserved = ["PSBase", "PSAdapted", "PSExtended", "PSObject", "PSTypeNames"];

    /// <summary>An object with the map's entries as members; the map itself where PowerShell has no members of such names.</summary>
    public static object Of(IReadOnlyDictionary<string, object?> map)
    {
        // Members are told apart without regard to case.
        var taken = new HashSet<string>(Reserved, StringComparer.OrdinalIgnoreCase);
        if (!map.Keys.All(name => name.Length > 0 && taken.Add(name)))
        {
            return map;
        }

        var shell = new PSObject();
        foreach (var (name, value) in map)
        {
            shell.Properties.Add(new PSNoteProperty(name, value));
        }

        if (map.ContainsKey("kind") && map.ContainsKey("metadata"))
        {
            shell.TypeNames.Insert(0, TypeName);
        }

        return shell;
    }
}
