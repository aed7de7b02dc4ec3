using System.Runtime.CompilerServices;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.State.Original;

/// <summary>
/// A place whose layout shows at the first look: where it has no header of a state but the original tool's files, these are read as a state. A
/// header settles it for the current format, so that asking costs nothing where there is a state.
/// </summary>
internal sealed class AnyLayoutBackend(IBackend inner) : IBackend
{
    private IBackend? _settled;

    /// <inheritdoc/>
    public string Location => inner.Location;

    /// <summary>The original tool's layout; null where it is not that.</summary>
    public async Task<OriginalBackend?> FindOriginalAsync(CancellationToken stop) =>
        await SettleAsync(stop) as OriginalBackend;

    /// <inheritdoc/>
    public Task<BackendGuarantees> FindGuaranteesAsync(CancellationToken stop) => inner.FindGuaranteesAsync(stop);

    /// <inheritdoc/>
    public async Task<BackendContent?> ReadAsync(string name, CancellationToken stop)
    {
        if (_settled is { } settled)
        {
            return await settled.ReadAsync(name, stop);
        }

        // What is there settles nothing unless it is the header; what is missing may be so because the layout is another one.
        var content = await inner.ReadAsync(name, stop);
        if (content is null)
        {
            settled = await (name is StateLayout.Header ? DetectAsync(stop) : SettleAsync(stop));
            return ReferenceEquals(settled, inner) ? null : await settled.ReadAsync(name, stop);
        }

        if (name is StateLayout.Header)
        {
            Settle(inner);
        }

        return content;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BackendEntry> ListAsync(
        string folder,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        await foreach (var entry in (await SettleAsync(stop)).ListAsync(folder, stop))
        {
            yield return entry;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop) =>
        await (await SettleAsync(stop)).CreateAsync(name, content, stop);

    /// <inheritdoc/>
    public async Task<bool> ReplaceAsync(
        string name,
        ReadOnlyMemory<byte> content,
        string tag,
        CancellationToken stop
    ) => await (await SettleAsync(stop)).ReplaceAsync(name, content, tag, stop);

    /// <inheritdoc/>
    public async Task DeleteAsync(IReadOnlyCollection<string> names, CancellationToken stop) =>
        await (await SettleAsync(stop)).DeleteAsync(names, stop);

    private async Task<IBackend> SettleAsync(CancellationToken stop)
    {
        if (_settled is { } settled)
        {
            return settled;
        }

        return await inner.ReadAsync(StateLayout.Header, stop) is null ? await DetectAsync(stop) : Settle(inner);
    }

    private async Task<IBackend> DetectAsync(CancellationToken stop) =>
        Settle(await OriginalBackend.DetectAsync(inner, stop) ?? inner);

    // Of several who look at the same moment the first one counts: the others would read everything again.
    private IBackend Settle(IBackend found) => Interlocked.CompareExchange(ref _settled, found, null) ?? found;
}
