namespace ReleaseManager.Cli.Running;

/// <summary>What a process ends with, besides the kinds of errors.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Some releases failed.</summary>
    public const int Incomplete = (int)ErrorKind.Incomplete;

    /// <summary>Wrong usage or configuration.</summary>
    public const int Usage = (int)ErrorKind.Usage;

    /// <summary>The state is damaged.</summary>
    public const int State = (int)ErrorKind.State;

    /// <summary>Something differs, and <c>--exit-code</c> asked for that to be told.</summary>
    public const int Different = 6;

    /// <summary>Stopped by Ctrl+C or SIGTERM.</summary>
    public const int Interrupted = 130;
}
