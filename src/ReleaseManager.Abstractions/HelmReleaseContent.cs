namespace ReleaseManager;

/// <summary>What one revision of a release holds. Each part is made when it is first asked for.</summary>
public abstract class HelmReleaseContent
{
    /// <summary>What Helm noted of the last operation.</summary>
    public abstract string Description { get; }

    /// <summary>When the first revision was deployed; null where the record does not say.</summary>
    public abstract DateTimeOffset? FirstDeployed { get; }

    /// <summary>
    /// The user's values: dictionaries, lists, strings, booleans, nulls, and numbers as <see cref="long"/>,
    /// <see cref="decimal"/> or <see cref="double"/>, whichever holds them first.
    /// </summary>
    public abstract IReadOnlyDictionary<string, object?> Values { get; }

    /// <summary>The user's values over the chart's defaults, as <c>helm get values --all</c> shows them; of the same types.</summary>
    public abstract IReadOnlyDictionary<string, object?> ComputedValues { get; }

    /// <summary>
    /// The rendered objects as one YAML stream. Where Secrets are not to be shown, what they hold is masked, and a comment above each says so: such
    /// a text is for reading and is not what Helm stored.
    /// </summary>
    public abstract string Manifest { get; }

    /// <summary>The same as objects, in stored order, to be looked into by the names of their fields.</summary>
    public abstract IReadOnlyList<object> Objects { get; }

    /// <summary>The rendered notes; empty where the chart has none.</summary>
    public abstract string Notes { get; }

    /// <summary>The hooks in stored order.</summary>
    public abstract IReadOnlyList<HelmReleaseHook> Hooks { get; }

    /// <summary>The chart's templates, without those of its subcharts: a record does not hold them.</summary>
    public abstract IReadOnlyList<HelmChartTemplate> ChartTemplates { get; }
}
