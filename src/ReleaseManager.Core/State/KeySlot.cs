namespace ReleaseManager.Core.State;

/// <summary>One key of an encrypted state: <c>keys/&lt;id&gt;</c>, the data key wrapped by it; created once, never changed.</summary>
internal sealed record KeySlot
{
    /// <summary>The slot's name; random.</summary>
    public required string Id { get; init; }

    /// <summary>The state whose data key it wraps.</summary>
    public required string StateId { get; init; }

    /// <summary>What opens it: <c>passphrase</c> or <c>keyFile</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Rounds of PBKDF2-HMAC-SHA256; left out for a key file.</summary>
    public int? Rounds { get; init; }

    /// <summary>Base64 of the salt.</summary>
    public required string Salt { get; init; }

    /// <summary>Base64 of nonce (12), the encrypted data key (32) and tag (16).</summary>
    public required string Wrapped { get; init; }
}
