using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Import;

/// <summary>Whether an object that releases refer to will be there for them.</summary>
internal sealed record ReferenceOutlook
{
    /// <summary>It is there, or one of the releases brings it.</summary>
    public static ReferenceOutlook There { get; } = new();

    /// <summary>It may not be asked for.</summary>
    public static ReferenceOutlook Unasked { get; } = new() { IsUnasked = true };

    /// <summary>Whether nobody brings it.</summary>
    public bool IsMissing { get; private init; }

    /// <summary>Whether nobody knows.</summary>
    public bool IsUnasked { get; private init; }

    /// <summary>What may be known of why it is missing, or of a way out.</summary>
    public string? Note { get; private init; }

    /// <summary>What is created before the releases come; else null.</summary>
    public JsonObject? Comes { get; init; }

    /// <summary>What the plan says of it; null where it was not saved or is not asked for.</summary>
    public PlannedStep? Step { get; init; }

    public static ReferenceOutlook Missing(string? note, PlannedStep? step = null) =>
        new()
        {
            IsMissing = true,
            Note = note,
            Step = step,
        };
}
