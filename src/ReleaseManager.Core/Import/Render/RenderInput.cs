using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Import.Render;

/// <summary>What rendering needs and no plan holds: the plan can be shown and saved, this cannot.</summary>
public sealed class RenderInput
{
    /// <summary>Nothing new: the stored values, and the helm that the search path finds.</summary>
    public static RenderInput None { get; } = new();

    /// <summary>New values for all releases that are rendered; null for none.</summary>
    public JsonObject? Values { get; init; }

    /// <summary>The helm binary; null for <c>$HELM_BIN</c>, else the one that the search path finds.</summary>
    public string? HelmBinary { get; init; }
}
