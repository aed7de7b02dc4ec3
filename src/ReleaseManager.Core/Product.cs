using System.Reflection;

namespace ReleaseManager.Core;

/// <summary>Which program this is: what the command line, the module and the daemon tell of themselves.</summary>
public static class Product
{
    /// <summary>The version, without the build's own mark.</summary>
    public static string Version { get; } =
        typeof(Product)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "unknown";

    /// <summary>Name and version, as snapshots name their writer and requests their sender.</summary>
    public static string Name { get; } = $"releasemanager/{Version}";
}
