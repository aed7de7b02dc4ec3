using System.Management.Automation;

namespace ReleaseManager.PowerShell.Running;

/// <summary>Decides whether an error ends a command.</summary>
internal static class InvocationErrors
{
    /// <summary>
    /// Whether an error about one object is non-terminating. It is where objects come down the pipeline, since the others are to have their turn, and where
    /// the user says by <c>-ErrorAction</c> what is to happen. What was given as the only argument leaves nothing to go on with: such an error can be
    /// caught without further ado.
    /// </summary>
    public static bool GoesOnAfterErrors(this InvocationInfo invocation) =>
        invocation.ExpectingInput || invocation.BoundParameters.ContainsKey("ErrorAction");
}
