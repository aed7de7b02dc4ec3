using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.Tests.Backends;

/// <summary>A place that ignores the conditions of writes keeps all else of the contract.</summary>
public sealed class InexactMemoryBackendTests : BackendContract
{
    private readonly MemoryBackend _backend = new(exactWrites: false);

    protected override IBackend Open() => _backend;
}
