namespace ReleaseManager.Core.Import;

/// <summary>An object of a manifest by kind and name, without its content.</summary>
/// <param name="Namespace">Its own; null where the release's, or none, is meant.</param>
internal readonly record struct ObjectName(string Group, string Version, string Kind, string? Namespace, string Name)
{
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public override string ToString() => Namespace is null ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}
