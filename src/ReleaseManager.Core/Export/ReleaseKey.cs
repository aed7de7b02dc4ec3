using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Export;

/// <summary>What tells releases apart: Helm keeps one name once per namespace and storage driver.</summary>
internal readonly record struct ReleaseKey(StorageDriver Driver, string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}/{Name}";
}
