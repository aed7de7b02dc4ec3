using System.Security;

namespace ReleaseManager;

/// <summary>
/// Where a state is kept, and with what key; a description only, which touches nothing. What is secret of it is no public member, so that nothing
/// shows it: no table, no list, no JSON.
/// </summary>
public abstract record HelmReleaseBackend
{
    /// <summary>The kind of place, as the command line names it: <c>local</c> or <c>s3</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Where it is, in words for a message; holds no credential.</summary>
    public abstract string Location { get; }

    /// <summary>What opens or encrypts the state; null where no key was named with the backend.</summary>
    public KeySlotKind? Key =>
        Passphrase is not null ? KeySlotKind.Passphrase
        : KeyFile is not null ? KeySlotKind.KeyFile
        : null;

    /// <summary>Full path of the key file; null where there is none. It is read when the state is opened.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The passphrase; null where there is none.</summary>
    internal SecureString? Passphrase { get; init; }

    /// <inheritdoc/>
    public sealed override string ToString() => Location;
}
