using ReleaseManager.Cli.Running;

namespace ReleaseManager.Cli.Output;

/// <summary>A release that differs, as JSON and YAML tell it.</summary>
internal sealed record ListedDifference
{
    /// <summary>Namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>What differs, in one word.</summary>
    public required HelmReleaseChange Change { get; init; }

    /// <summary>Revision, status, chart and app version where they differ.</summary>
    public required IReadOnlyList<string> Changes { get; init; }

    /// <summary>How the left side holds it; null where it does not.</summary>
    public ListedSide? Reference { get; init; }

    /// <summary>How the right side holds it; null where it does not.</summary>
    public ListedSide? Difference { get; init; }

    /// <summary>The live objects that are not what the manifest says; null where they were not looked at.</summary>
    public IReadOnlyList<HelmObjectDifference>? Drift { get; init; }

    /// <summary>The values that differ; null where they were not asked for.</summary>
    public IReadOnlyList<HelmFieldDifference>? Values { get; init; }

    /// <summary>The objects of the manifest that differ; null where they were not asked for.</summary>
    public IReadOnlyList<HelmObjectDifference>? Manifest { get; init; }

    /// <summary>The hooks that differ; null where they were not asked for.</summary>
    public IReadOnlyList<HelmObjectDifference>? Hooks { get; init; }

    /// <summary>The difference of the notes; null where it was not asked for.</summary>
    public string? Notes { get; init; }

    /// <summary>What could not be compared.</summary>
    public string? Problem { get; init; }

    /// <summary>What is told of a release.</summary>
    public static ListedDifference Of(
        HelmReleaseDifference found,
        HelmReleaseDifferenceContent? content,
        IReadOnlyList<DiffPart> parts
    ) =>
        new()
        {
            Namespace = found.Namespace,
            Name = found.Name,
            Change = found.Change,
            Changes = found.Changes,
            Reference = ListedSide.Of(found.Reference, found.ReferenceSource),
            Difference = ListedSide.Of(found.Difference, found.DifferenceSource),
            Drift = found.Drift,
            Values = parts.Contains(DiffPart.Values) ? content?.Values : null,
            Manifest = parts.Contains(DiffPart.Manifest) ? content?.Objects.Where(item => !item.IsHook).ToList() : null,
            Hooks = parts.Contains(DiffPart.Hooks) ? content?.Objects.Where(item => item.IsHook).ToList() : null,
            Notes = parts.Contains(DiffPart.Notes) ? content?.NotesDiff : null,
            Problem = found.Problem,
        };
}
