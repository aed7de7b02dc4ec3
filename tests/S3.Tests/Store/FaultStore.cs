using ReleaseManager.Lab;
using Xunit;

namespace ReleaseManager.S3.Tests.Store;

/// <summary>A store of their own for tests that kill and freeze it.</summary>
public sealed class FaultStore : IAsyncLifetime
{
    private LabFolder? _folder;
    private ObjectStore? _store;

    /// <summary>The store; skips the test where it is not installed.</summary>
    public ObjectStore Store
    {
        get
        {
            StoreTools.Find(out var reason);
            Assert.SkipWhen(reason is not null, reason ?? "");
            return _store!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (StoreTools.Find(out _) is { } tools)
        {
            _folder = LabFolder.Create();
            _store = await ObjectStore.StartAsync(tools, _folder.Path, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        _folder?.Dispose();
    }
}
