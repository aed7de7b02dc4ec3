using System.Text.Json;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.State;

/// <summary>Reads and creates <c>releasemanager.json</c>.</summary>
internal sealed class HeaderFile(IBackend backend, TimeProvider time)
{
    // How long a writer's look and its write may be apart where a place ignores conditions.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    /// <summary>Reads the header; null where no state was begun.</summary>
    public async Task<StateHeader?> ReadAsync(CancellationToken stop) =>
        await backend.ReadAsync(StateLayout.Header, stop) is { } content ? Read(content.Bytes.Span) : null;

    /// <summary>The header of a new state.</summary>
    public StateHeader New(ClusterIdentity cluster) =>
        new()
        {
            Format = StateHeader.CurrentFormat,
            StateId = Guid.NewGuid().ToString("D"),
            Created = time.GetUtcNow(),
            Cluster = IdentityCodec.Sorted(cluster),
            Encrypted = false,
        };

    /// <summary>What stands for a header that is lost.</summary>
    public static StateHeader Lost(string stateId, bool isEncrypted) =>
        new()
        {
            Format = StateHeader.CurrentFormat,
            StateId = stateId,
            Created = default,
            Encrypted = isEncrypted,
        };

    /// <summary>Writes a header where there is none.</summary>
    /// <returns>False where another writer was faster.</returns>
    public async Task<bool> TryCreateAsync(StateHeader header, CancellationToken stop)
    {
        var bytes = SealedJson.Write(header, StateJson.Plain.StateHeader);
        if (!await backend.CreateAsync(StateLayout.Header, bytes, stop))
        {
            return false;
        }

        if ((await backend.FindGuaranteesAsync(stop)).ExactWrites)
        {
            return true;
        }

        // Two may both believe to have begun it: once both have written, the one that is there counts for both.
        await Task.Delay(Settling, time, stop);
        return await ReadAsync(stop) is { } there && there.StateId == header.StateId;
    }

    /// <summary>A header that does not show the cluster, since that may hold names of namespaces.</summary>
    public static StateHeader HideCluster(StateHeader header, ValueCipher cipher) =>
        header with
        {
            Encrypted = true,
            Cluster = null,
            SealedCluster = Convert.ToBase64String(
                cipher.Encrypt(
                    StateLayout.Header,
                    JsonSerializer.SerializeToUtf8Bytes(header.Cluster!, StateJson.Plain.ClusterIdentity)
                )
            ),
        };

    /// <summary>The header of an encrypted state with its cluster.</summary>
    /// <exception cref="StateException">The cluster was written by another key.</exception>
    public StateHeader ShowCluster(StateHeader header, ValueCipher cipher)
    {
        try
        {
            var stored = Convert.FromBase64String(header.SealedCluster ?? "");
            return cipher.TryDecrypt(StateLayout.Header, stored) is { } plain
                ? header with
                {
                    Cluster = IdentityCodec.Filled(JsonSerializer.Deserialize(plain, StateJson.Plain.ClusterIdentity)),
                }
                : throw Damaged("names its cluster by another key");
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw Damaged("is no header of an encrypted state", e);
        }
    }

    private StateHeader Read(ReadOnlySpan<byte> content)
    {
        var json = SealedJson.Open(content) ?? throw Damaged("does not have the content that its checksum promises");
        try
        {
            // A newer format may lack members that this one needs: look at its version alone first.
            using var document = JsonDocument.Parse(json);
            var format = document.RootElement.GetProperty("format").GetString() ?? string.Empty;
            if (!string.Equals(format, StateHeader.CurrentFormat, StringComparison.Ordinal))
            {
                throw StateErrors.UnknownFormat(backend, format);
            }

            var header = JsonSerializer.Deserialize(json, StateJson.Plain.StateHeader)!;
            return header.Encrypted ? header : header with { Cluster = IdentityCodec.Filled(header.Cluster) };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Damaged("is no header of a state", e);
        }
    }

    private StateException Damaged(string how, Exception? inner = null) =>
        StateErrors.Damaged(StateErrors.HeaderDamaged, backend, StateLayout.Header, how, inner);
}
