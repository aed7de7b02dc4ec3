namespace ReleaseManager.Lab.Scenario;

/// <summary>A release as the scenario leaves it in the cluster.</summary>
public sealed record ScenarioRelease
{
    /// <summary>The namespace that holds its records.</summary>
    public required string Namespace { get; init; }

    /// <summary>The release's name.</summary>
    public required string Name { get; init; }

    /// <summary>The folder of its chart in tests/charts.</summary>
    public required string Chart { get; init; }

    /// <summary>The highest revision.</summary>
    public required int Revision { get; init; }

    /// <summary>The status of the highest revision.</summary>
    public required string Status { get; init; }

    /// <summary>
    /// The revision whose objects an import makes: the highest deployed one, else the last one if it was to be uninstalled and is
    /// still there, else the highest superseded one; null where only the records come back.
    /// </summary>
    public required int? BaseRevision { get; init; }

    /// <summary>The records say that Helm 4 applied it on the server's side, and so it was applied.</summary>
    public bool ServerSideApply { get; init; }

    /// <summary>
    /// Objects (<see cref="ObjectId.ToString"/>) that stand in the cluster although no revision that an import replays has
    /// them: what was kept when it left the manifest.
    /// </summary>
    public IReadOnlyList<string> LeftBehind { get; init; } = [];

    /// <summary>What the highest revision's status is after an import: nothing is pending in a new cluster.</summary>
    public string StatusAfterImport => RecordStatus.AfterImport(Status);

    /// <summary>Namespace and name, as in <c>shop/web</c>.</summary>
    public override string ToString() => $"{Namespace}/{Name}";
}
