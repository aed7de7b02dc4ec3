namespace ReleaseManager.Core.Import;

/// <summary>A record that the target cluster holds, by its metadata.</summary>
/// <param name="ObjectName">Name of its Secret or ConfigMap.</param>
/// <param name="Revision">As its object name or label says.</param>
/// <param name="Status">As its label says.</param>
/// <param name="Lock">The mark of an unfinished import, if it bears one.</param>
internal sealed record TargetRecord(string ObjectName, int Revision, string Status, ImportLock? Lock);
