using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.State;

/// <summary>Reads and writes what lies under <c>removals/</c>.</summary>
internal sealed class RemovalFiles(IBackend backend)
{
    /// <summary>How long contents stay after they were listed, by the store's time.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    /// <summary>How long a writer may take from its look at the lists to its snapshot.</summary>
    public static readonly TimeSpan WriterLimit = Grace / 2;

    /// <summary>How long a sweep deletes after it was announced.</summary>
    public static readonly TimeSpan SweepLimit = TimeSpan.FromMinutes(10);

    /// <summary>A sweep that was announced this long ago deletes nothing any more, by the store's time.</summary>
    public static readonly TimeSpan SweepOver = TimeSpan.FromHours(1);

    /// <summary>All files, with the store's time of each.</summary>
    public async Task<List<(RemovalName Name, DateTimeOffset Modified)>> ListAsync(CancellationToken stop)
    {
        var found = new List<(RemovalName, DateTimeOffset)>();
        await foreach (var entry in backend.ListAsync(StateLayout.Removals, stop))
        {
            if (RemovalName.Parse(entry.Name) is { } name)
            {
                found.Add((name, entry.Modified));
            }
        }

        return found;
    }

    public Task WriteAsync(RemovalName name, RemovalList list, CancellationToken stop) =>
        backend.CreateAsync(name.ToString(), SealedJson.Write(list, StateJson.Plain.RemovalList), stop);

    public Task WriteAsync(RemovalName name, KeepMark mark, CancellationToken stop) =>
        backend.CreateAsync(name.ToString(), SealedJson.Write(mark, StateJson.Plain.KeepMark), stop);

    /// <summary>A file whose presence or time is all that it says.</summary>
    public Task WriteAsync(RemovalName name, CancellationToken stop) =>
        backend.CreateAsync(name.ToString(), ReadOnlyMemory<byte>.Empty, stop);

    /// <summary>The list of a name; null where it is gone or damaged.</summary>
    public Task<RemovalList?> ReadListAsync(RemovalName name, CancellationToken stop) =>
        ReadAsync(name, StateJson.Plain.RemovalList, stop);

    /// <summary>The mark of a name; null where it is gone or damaged.</summary>
    public Task<KeepMark?> ReadKeepAsync(RemovalName name, CancellationToken stop) =>
        ReadAsync(name, StateJson.Plain.KeepMark, stop);

    public Task DeleteAsync(IEnumerable<RemovalName> names, CancellationToken stop) =>
        backend.DeleteAsync([.. names.Select(name => name.ToString())], stop);

    /// <summary>Whether a file is there and does not hold what it should.</summary>
    public static async Task<bool> IsDamagedAsync(IBackend backend, string name, CancellationToken stop) =>
        RemovalName.Parse(name) is { Kind: RemovalKind.List or RemovalKind.Keep } found
        && await backend.ReadAsync(name, stop) is { } content
        && (
            found.Kind == RemovalKind.List
                ? Parse(content, StateJson.Plain.RemovalList) is null
                : Parse(content, StateJson.Plain.KeepMark) is null
        );

    private async Task<T?> ReadAsync<T>(RemovalName name, JsonTypeInfo<T> type, CancellationToken stop)
        where T : class => await backend.ReadAsync(name.ToString(), stop) is { } content ? Parse(content, type) : null;

    private static T? Parse<T>(BackendContent content, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return SealedJson.Open(content.Bytes.Span) is { } json ? JsonSerializer.Deserialize(json, type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
