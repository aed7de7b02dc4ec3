namespace ReleaseManager.Daemon.Logging;

/// <summary>One thing that happened. Holds names and figures, never a value, a credential or a manifest.</summary>
/// <param name="Level">How much it matters.</param>
/// <param name="Name">What sort of thing it is, stable, lower case with dots, such as <c>export.written</c>.</param>
/// <param name="Message">The same for people, in a sentence.</param>
/// <param name="Fields">Names and figures by which events are searched for; text, whole numbers or truth values.</param>
public sealed record DaemonEvent(
    DaemonLogLevel Level,
    string Name,
    string Message,
    params IReadOnlyList<(string Key, object? Value)> Fields
);
