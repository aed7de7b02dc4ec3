namespace ReleaseManager.Contracts.Backends;

/// <summary>What happens at the chosen call.</summary>
public enum BackendFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The call fails and has no effect; later ones work.</summary>
    FailBefore,

    /// <summary>The call fails after its effect; later ones work.</summary>
    FailAfter,

    /// <summary>The call and all later ones fail without an effect: the process died before it.</summary>
    CrashBefore,

    /// <summary>The call has its effect, but it and all later ones fail: the process died right after it.</summary>
    CrashAfter,
}
