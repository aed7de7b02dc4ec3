namespace ReleaseManager;

/// <summary>What opens a key slot of an encrypted state.</summary>
public enum KeySlotKind
{
    /// <summary>A passphrase.</summary>
    Passphrase,

    /// <summary>A file of 32 bytes.</summary>
    KeyFile,
}
