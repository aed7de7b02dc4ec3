using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.Tests.Backends;

public sealed class TransientBackendTests : BackendContract
{
    private readonly TransientBackend _backend = new("memory", TimeProvider.System);

    protected override IBackend Open() => _backend;
}
