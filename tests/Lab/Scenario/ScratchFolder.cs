namespace ReleaseManager.Lab.Scenario;

/// <summary>A temporary folder that only its owner can read: manifests pass through it.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private ScratchFolder(string path) => Path = path;

    public string Path { get; }

    public static ScratchFolder Create() => new(Directory.CreateTempSubdirectory("lab-scenario-").FullName);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
