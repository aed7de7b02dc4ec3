namespace ReleaseManager.Core.Import;

/// <summary>What tells two releases of a cluster apart: each storage driver has its own.</summary>
internal readonly record struct ReleaseKey(string Driver, string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}/{Name}";
}
