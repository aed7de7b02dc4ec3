using ReleaseManager.Core.Backends;

namespace ReleaseManager.S3;

/// <summary>
/// A path in a bucket of AWS S3 or of a server that speaks as it does.
/// </summary>
/// <remarks>
/// <para>Whether the bucket honours the conditions of writes is tried out once, when a writer first needs to know; where it does not,
/// <see cref="CreateAsync"/> and <see cref="ReplaceAsync"/> look first and write then, and say so by
/// <see cref="BackendGuarantees.ExactWrites"/>.</para>
/// <para>Every request ends: within (<see cref="S3BackendOptions.MaxRetries"/> + 1) × (<see cref="S3BackendOptions.RequestTimeout"/> + 20 s), and a
/// second more for each 128 KiB that it sends; by default in 200 s at the very worst. A list takes one request for each 1,000 items, a deletion too; a
/// write a second one to learn its outcome, where that is in doubt, and up to seven times both while others write the same item; content that does
/// not fit its hash is read up to <see cref="S3BackendOptions.MaxRetries"/> times more. Before a request the search for credentials may take 30 s.</para>
/// </remarks>
public sealed class S3Backend : IBackend, IDisposable
{
    private readonly S3Address _address;
    private readonly S3Connection _connection;
    private readonly S3Reader _reader;
    private readonly S3Writer _writer;
    private readonly S3Listing _listing;
    private readonly S3Deletion _deletion;
    private readonly Once<BackendGuarantees> _guarantees;

    /// <summary>Names a path in a bucket; touches nothing.</summary>
    /// <param name="time">The clock; the system's where null.</param>
    /// <exception cref="ReleaseManagerException">The options are incomplete or contradict each other.</exception>
    public S3Backend(S3BackendOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options = S3Endpoint.Settle(options);
        S3OptionsCheck.Check(options);
        time ??= TimeProvider.System;
        _address = new S3Address(options);
        var errors = new S3Errors(_address);
        _connection = new S3Connection(options, errors, time);
        _reader = new S3Reader(options, _address, _connection, time);
        _writer = new S3Writer(options, _address, _connection, errors, time);
        _listing = new S3Listing(_address, _connection, errors);
        _deletion = new S3Deletion(_address, _connection, errors);
        _guarantees = new Once<BackendGuarantees>(new S3Probe(options, _address, _connection).FindAsync);
    }

    /// <inheritdoc/>
    public string Location => _address.Location;

    /// <summary>What went over the wire so far.</summary>
    internal S3RequestCounter Requests => _connection.Requests;

    /// <inheritdoc/>
    public Task<BackendGuarantees> FindGuaranteesAsync(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return _guarantees.GetAsync(stop);
    }

    /// <inheritdoc/>
    public Task<BackendContent?> ReadAsync(string name, CancellationToken stop)
    {
        BackendName.Check(name);
        return _reader.ReadAsync(name, stop);
    }

    /// <inheritdoc/>
    public async Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        BackendName.Check(name);
        var exact = (await FindGuaranteesAsync(stop)).ExactWrites;
        return await _writer.CreateAsync(name, content, exact, stop);
    }

    /// <inheritdoc/>
    public async Task<bool> ReplaceAsync(string name, ReadOnlyMemory<byte> content, string tag, CancellationToken stop)
    {
        BackendName.Check(name);
        ArgumentNullException.ThrowIfNull(tag);
        var exact = (await FindGuaranteesAsync(stop)).ExactWrites;
        return await _writer.ReplaceAsync(name, content, tag, exact, stop);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<BackendEntry> ListAsync(string folder, CancellationToken stop)
    {
        BackendName.CheckFolder(folder);
        return _listing.ListAsync(folder, stop);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(IReadOnlyCollection<string> names, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (var name in names)
        {
            BackendName.Check(name);
        }

        stop.ThrowIfCancellationRequested();
        return _deletion.DeleteAsync(names, stop);
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();
}
