using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.Tests.Backends;

public sealed class MemoryBackendTests : BackendContract
{
    private readonly MemoryBackend _backend = new();

    protected override IBackend Open() => _backend;
}
