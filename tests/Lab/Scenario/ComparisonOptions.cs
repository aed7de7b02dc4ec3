namespace ReleaseManager.Lab.Scenario;

/// <summary>What a comparison of two clusters looks at.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Whether managedFields count too: who owns which field.</summary>
    public bool Managers { get; init; }

    /// <summary>Whether records count; labels, type and value must be equal then, but for what was under way.</summary>
    public bool Records { get; init; } = true;

    /// <summary>
    /// Objects of A that need not be in B, as <see cref="ObjectId.ToString"/> writes them; unless told otherwise what the
    /// scenario's releases leave behind.
    /// </summary>
    public IReadOnlyCollection<string> Except { get; init; } =
    [.. ReleaseScenario.Releases.SelectMany(release => release.LeftBehind)];

    /// <summary>Which objects are looked at; all unless told otherwise.</summary>
    public Func<ObjectId, bool> Where { get; init; } = _ => true;

    /// <summary>How long controllers of B may take until everything is there.</summary>
    public TimeSpan SettleWithin { get; init; } = TimeSpan.FromSeconds(20);
}
