namespace ReleaseManager.Core.Import.Rewrite;

/// <summary>A record's value as it was saved and as it comes back; the very same where nothing changes.</summary>
internal sealed record RestoredRecord(byte[] Saved, byte[] Restored);
