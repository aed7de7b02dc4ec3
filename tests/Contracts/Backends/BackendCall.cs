namespace ReleaseManager.Contracts.Backends;

/// <summary>A call that a <see cref="FaultBackend"/> saw.</summary>
/// <param name="Index">Its place, from 1.</param>
/// <param name="Verb">Read, Create, Replace, List or Delete.</param>
/// <param name="Name">The item or folder; of a deletion the first name.</param>
public sealed record BackendCall(int Index, string Verb, string Name)
{
    public override string ToString() => $"{Index}: {Verb} {Name}";
}
