using ReleaseManager.Contracts;
using ReleaseManager.Contracts.Backends;
using ReleaseManager.Core.Backends;

namespace ReleaseManager.Core.Tests.Backends;

/// <summary>The whole contract, encrypted in a folder.</summary>
public sealed class EncryptedLocalBackendTests : BackendContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ValueCipher _cipher = new(new byte[32]);

    public void Dispose() => _folder.Dispose();

    protected override IBackend Open() => new EncryptedBackend(new LocalBackend(_folder.Below("state")), _cipher);
}
