namespace ReleaseManager.Daemon.Logging;

/// <summary>How a line of the log is written.</summary>
public enum LogForm
{
    /// <summary>For people: time, level, message, then <c>key=value</c>.</summary>
    Text,

    /// <summary>For programs: one JSON object, with the members <c>time</c>, <c>level</c>, <c>event</c>, <c>message</c> and <c>fields</c>.</summary>
    Json,
}
