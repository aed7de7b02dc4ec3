using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Import.Render;

/// <summary>What rendering needs and no plan holds: the plan can be shown and saved, this cannot.</summary>
public sealed class RenderInput
{
    /// <summary>Nothing new: the stored values, and the helm that the search path finds.</summary>
    public static RenderInput None { get; } = new();

    /// <summary>New values for all releases that are rendered; null for none.</summary>
    public JsonObject? Values { get; init; }

    /// <summary>
    /// Values that are overwritten where a release sets them itself, after <see cref="Values"/>; goes with <see cref="ReleaseImportSettings.UpdateValues"/>.
    /// </summary>
    public IReadOnlyList<ValueUpdate> Updates { get; init; } = [];

    /// <summary>All that is new, to be known again by; null for nothing.</summary>
    internal JsonObject? Given =>
        Updates.Count == 0
            ? Values
            : new JsonObject
            {
                ["values"] = Values?.DeepClone(),
                ["updates"] = new JsonArray([.. Updates.Select(one => new JsonArray(one.Key, one.Text))]),
            };

    /// <summary>The helm binary; null for <c>$HELM_BIN</c>, else the one that the search path finds.</summary>
    public string? HelmBinary { get; init; }
}
