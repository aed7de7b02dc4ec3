using System.Runtime.CompilerServices;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.S3.Tests.State;

/// <summary>
/// A place as it is a day after the moment at which this was made: what was there then is a day old by the place's time, which a real store lets
/// nobody change.
/// </summary>
internal sealed class DayLaterBackend : IBackend
{
    private readonly IBackend _inner;
    private readonly HashSet<string> _old;

    private DayLaterBackend(IBackend inner, HashSet<string> old) => (_inner, _old) = (inner, old);

    public string Location => _inner.Location;

    /// <summary>Lets a day pass.</summary>
    public static async Task<DayLaterBackend> OfAsync(IBackend inner, CancellationToken stop) =>
        new(inner, await inner.ListAsync("", stop).Select(entry => entry.Name).ToHashSetAsync(cancellationToken: stop));

    /// <summary>The same day by way of another client.</summary>
    public DayLaterBackend Over(IBackend client) => new(client, _old);

    public Task<BackendGuarantees> FindGuaranteesAsync(CancellationToken stop) => _inner.FindGuaranteesAsync(stop);

    public Task<BackendContent?> ReadAsync(string name, CancellationToken stop) => _inner.ReadAsync(name, stop);

    public Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop) =>
        _inner.CreateAsync(name, content, stop);

    public Task<bool> ReplaceAsync(string name, ReadOnlyMemory<byte> content, string tag, CancellationToken stop) =>
        _inner.ReplaceAsync(name, content, tag, stop);

    public async IAsyncEnumerable<BackendEntry> ListAsync(
        string folder,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        await foreach (var entry in _inner.ListAsync(folder, stop))
        {
            yield return _old.Contains(entry.Name)
                ? entry with
                {
                    Modified = entry.Modified - TimeSpan.FromDays(1),
                }
                : entry;
        }
    }

    public Task DeleteAsync(IReadOnlyCollection<string> names, CancellationToken stop) =>
        _inner.DeleteAsync(names, stop);
}
