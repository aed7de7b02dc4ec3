using System.Runtime.InteropServices;
using ReleaseManager.Contracts;

namespace ReleaseManager.Lab.Product;

/// <summary>The variables that a container of the image begins with.</summary>
internal static class ImageEnvironment
{
    private const string Statement = "ENV ";

    /// <summary>What the Dockerfile sets.</summary>
    public static IReadOnlyDictionary<string, string> Set { get; } =
        File.ReadLines(Repository.PathOf("Dockerfile"))
            .Where(line => line.StartsWith(Statement, StringComparison.Ordinal))
            .Select(line => line[Statement.Length..].Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    /// <summary>That, with a home that is not there, and where this machine keeps the runtime that the image brings.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } =
        new Dictionary<string, string>(Set, StringComparer.Ordinal)
        {
            ["HOME"] = "/nonexistent",
            ["DOTNET_ROOT"] = Path.GetFullPath(
                Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")
            ),
        };
}
