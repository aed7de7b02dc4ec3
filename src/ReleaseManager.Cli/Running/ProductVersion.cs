using System.Reflection;

namespace ReleaseManager.Cli.Running;

/// <summary>Which version this is.</summary>
internal static class ProductVersion
{
    /// <summary>The version, without the build's own mark.</summary>
    public static string Text { get; } =
        typeof(ProductVersion)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0]
        ?? "unknown";
}
