namespace ReleaseManager.Core.State;

/// <summary>The saved state is damaged, unknown, or not the one that was meant; the message names the file.</summary>
public sealed class StateException(string errorId, string message, Exception? inner = null)
    : ReleaseManagerException(errorId, ErrorKind.State, message, inner)
{
    /// <summary>Whether a file of the state is damaged or missing.</summary>
    public bool TellsOfDamage =>
        ErrorId.EndsWith("Damaged", StringComparison.Ordinal) || ErrorId.EndsWith("Missing", StringComparison.Ordinal);
}
