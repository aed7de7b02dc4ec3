using ReleaseManager.Sandbox.Registry;
using ReleaseManager.Sandbox.Storage;

namespace ReleaseManager.Sandbox.Controllers;

/// <summary>Does what follows from a change, at once: in a real cluster other processes do it a moment later.</summary>
internal interface IController
{
    /// <summary>Looks at a change that is made already; the object may have changed since.</summary>
    void React(ClusterObjects objects, ServedKind kind, StoreChange change);
}
