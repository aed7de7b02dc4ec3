namespace ReleaseManager.Lab.Waiting;

/// <summary>An object, what becomes of it in the lab, and what real Helm's <c>--wait</c> thinks of that.</summary>
/// <param name="Name">Names the release and the object.</param>
/// <param name="Ready">Whether Helm takes it for ready.</param>
/// <param name="Manifest">With <c>NAME</c> for its name, and <c>POD</c> for labels, restart policy and container of a Pod.</param>
internal sealed record ReadinessCase(string Name, bool Ready, string Manifest)
{
    /// <summary>What the Pods ask of the node simulator, for example <c>hold</c>; null for nothing.</summary>
    public string? Wish { get; init; }

    /// <summary>Whether Jobs are waited for.</summary>
    public bool Jobs { get; init; }

    /// <summary>Whether Helm is asked only when the object has Pods: Helm 3.10 takes one that has none yet for ready.</summary>
    public bool PodsFirst { get; init; }

    /// <summary>The template of a chart that holds just this object.</summary>
    public string Template =>
        Manifest
            .Replace("POD", Pod, StringComparison.Ordinal)
            .Replace("METADATA", Metadata, StringComparison.Ordinal)
            .Replace("NAME", Name, StringComparison.Ordinal);

    private string Annotations => Wish is null ? "" : $$""", annotations: {lab.releasemanager/{{Wish}}: "true"} """;

    private string Metadata => $$"""metadata: {name: NAME, labels: {app: NAME} {{Annotations}} }""";

    private string Pod =>
        $$"""template: {metadata: {labels: {app: NAME} {{Annotations}} }, spec: {containers: [{name: main, image: x}]} }""";
}
