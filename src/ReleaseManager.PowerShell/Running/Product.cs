using System.Reflection;

namespace ReleaseManager.PowerShell.Running;

/// <summary>Who writes a snapshot and asks a cluster.</summary>
internal static class Product
{
    /// <summary>Name and version.</summary>
    public static string Name { get; } =
        $"releasemanager/{typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";
}
