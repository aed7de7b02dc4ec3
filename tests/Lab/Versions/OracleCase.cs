namespace ReleaseManager.Lab.Versions;

/// <summary>An object of an old version, in YAML, and the newer version in which both ways are compared.</summary>
/// <param name="Seen">The newest version of the kind that the lab's API server serves.</param>
/// <param name="Yaml">The object; <c>NAME</c> stands for what tells the two apart.</param>
/// <param name="Differs">Where the two are meant to differ, as paths; empty for nowhere.</param>
public sealed record OracleCase(string Name, string Seen, string Yaml, params string[] Differs)
{
    public override string ToString() => Name;
}
