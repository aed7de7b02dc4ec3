using ReleaseManager.Core.Releases;

namespace ReleaseManager.PowerShell.Running;

/// <summary>Storage drivers as users write them.</summary>
internal static class Drivers
{
    /// <summary>The driver of that name; null where none is named.</summary>
    /// <param name="name"><c>secret</c> or <c>configmap</c> in any case, as the parameter's set of values holds it.</param>
    public static StorageDriver? Parse(string? name) =>
        name is null ? null : Enum.Parse<StorageDriver>(name, ignoreCase: true);
}
