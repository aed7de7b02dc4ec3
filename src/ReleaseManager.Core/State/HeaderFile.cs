using System.Text.Json;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.State;

/// <summary>Reads and creates <c>releasemanager.json</c>.</summary>
internal sealed class HeaderFile(IBackend backend, TimeProvider time)
{
    /// <summary>Reads the header; null where no state was begun.</summary>
    public async Task<StateHeader?> ReadAsync(CancellationToken stop) =>
        await backend.ReadAsync(StateLayout.Header, stop) is { } content ? Read(content.Bytes.Span) : null;

    /// <summary>Begins a state; where another writer was faster, its header counts.</summary>
    public async Task<StateHeader> CreateAsync(ClusterIdentity cluster, CancellationToken stop)
    {
        if (await ReadAsync(stop) is { } existing)
        {
            return existing;
        }

        var header = new StateHeader
        {
            Format = StateHeader.CurrentFormat,
            StateId = Guid.NewGuid().ToString("D"),
            Created = time.GetUtcNow(),
            Cluster = IdentityCodec.Sorted(cluster),
            Encrypted = false,
        };
        var bytes = SealedJson.Write(header, StateJson.Plain.StateHeader);
        return await backend.CreateAsync(StateLayout.Header, bytes, stop)
            ? header
            : await ReadAsync(stop)
                ?? throw new StateException(
                    "StateClearedMeanwhile",
                    $"The state at {backend.Location} was removed while it was being begun."
                )
                {
                    Target = backend.Location,
                    Advice = "Run the command again once the clear has ended.",
                };
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
            return header with { Cluster = IdentityCodec.Filled(header.Cluster) };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Damaged("is no header of a state", e);
        }
    }

    private StateException Damaged(string how, Exception? inner = null) =>
        StateErrors.Damaged(StateErrors.HeaderDamaged, backend, StateLayout.Header, how, inner);
}
