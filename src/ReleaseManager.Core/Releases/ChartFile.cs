namespace ReleaseManager.Core.Releases;

/// <summary>A template or other file of the chart that a record holds.</summary>
/// <param name="Name">Path in the chart, with slashes.</param>
/// <param name="Data">Its bytes.</param>
public sealed record ChartFile(string Name, ReadOnlyMemory<byte> Data);
