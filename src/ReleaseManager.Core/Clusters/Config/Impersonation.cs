namespace ReleaseManager.Core.Clusters.Config;

/// <summary>Whom a user of a kubeconfig acts as.</summary>
internal sealed record Impersonation(
    string User,
    string? Uid,
    IReadOnlyList<string> Groups,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Extra
);
