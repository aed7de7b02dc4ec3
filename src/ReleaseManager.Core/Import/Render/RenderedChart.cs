using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Import.Render;

/// <summary>A chart as helm has rendered it for one release, with all that helm needs to install it. Its folder is gone when it is disposed.</summary>
internal sealed class RenderedChart(HelmWorkspace workspace) : IDisposable
{
    public HelmWorkspace Workspace { get; } = workspace;

    /// <summary>What the release becomes, against what was stored.</summary>
    public required ReleaseRender Difference { get; init; }

    /// <summary>What the release becomes, for the plan.</summary>
    public required ReleaseFootprint Footprint { get; init; }

    /// <summary>The chart and how to find it, as arguments of helm; its last one may be a version.</summary>
    public required IReadOnlyList<string> Chart { get; init; }

    /// <summary>The values that the release is installed with.</summary>
    public required JsonObject Values { get; init; }

    /// <summary>Texts that no message may show.</summary>
    public required SecretTexts Secrets { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public void Dispose() => Workspace.Dispose();
}
