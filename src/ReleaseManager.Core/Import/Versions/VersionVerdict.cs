using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>What becomes of one object.</summary>
internal sealed record VersionVerdict
{
    private VersionVerdict(VersionOutcome outcome) => Outcome = outcome;

    /// <summary>It is written as it was saved.</summary>
    public static VersionVerdict AsItIs { get; } = new(VersionOutcome.AsItIs);

    public VersionOutcome Outcome { get; }

    /// <summary>The new object, of which nobody else knows; null unless it was converted.</summary>
    public JsonObject? Object { get; private init; }

    /// <summary>For the plan: what was made explicit, what changes its meaning and what is lost by the conversion. No values of the object.</summary>
    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>Why it is dropped, or why it cannot be converted although its kind can; null otherwise.</summary>
    public string? Reason { get; private init; }

    public static VersionVerdict Converted(JsonObject item, IReadOnlyList<string> notes) =>
        new(VersionOutcome.Converted) { Object = item, Notes = notes };

    public static VersionVerdict Dropped(string reason) => new(VersionOutcome.Dropped) { Reason = reason };

    public static VersionVerdict Unknown(string? reason = null) => new(VersionOutcome.Unknown) { Reason = reason };
}
