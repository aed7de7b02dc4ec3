using ReleaseManager.Core.Backends;
using ReleaseManager.Core.State;

namespace ReleaseManager.PowerShell.Running;

/// <summary>From the description of a backend to the state that it keeps.</summary>
internal static class BackendOpening
{
    /// <summary>The state, there or not yet; touches nothing.</summary>
    public static ReleaseState Open(this HelmReleaseBackend backend) =>
        backend switch
        {
            LocalHelmReleaseBackend local => ReleaseState.At(new LocalBackend(local.Path)),
            _ => throw new ReleaseManagerException(
                "BackendUnknown",
                ErrorKind.Usage,
                $"'{backend}' is of a kind that this command cannot open."
            )
            {
                Target = backend.Location,
                Advice = "Make the backend with New-LocalBackend.",
            },
        };
}
