namespace ReleaseManager.Core.Clusters;

/// <summary>One change that a watch tells.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Changed">The object after it; its resourceVersion is where a later watch goes on.</param>
public sealed record WatchEvent(WatchEventType Type, KubeObject Changed);
