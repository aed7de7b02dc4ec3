namespace ReleaseManager.Contracts;

/// <summary>A folder of one test, removed with all in it at its end.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Full path; the folder is there.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("releasemanager-test-").FullName;

    /// <summary>A path under it; nothing is created.</summary>
    public string Below(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
