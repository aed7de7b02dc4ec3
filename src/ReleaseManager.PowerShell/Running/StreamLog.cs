using System.Management.Automation;
using ReleaseManager.Daemon.Logging;

namespace ReleaseManager.PowerShell.Running;

/// <summary>
/// Tells what a daemon does in PowerShell's streams: what it did as information with the event's name as tag, what is to be looked at as a warning. Errors are warnings,
/// too: a daemon lives through them, and must not end where errors are to stop the pipeline.
/// </summary>
internal sealed class StreamLog(AsyncCommand cmdlet) : IDaemonLog
{
    public void Write(DaemonEvent happened)
    {
        try
        {
            Tell(happened);
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C: nobody reads the streams any more.
        }
    }

    private void Tell(DaemonEvent happened)
    {
        var fields = happened
            .Fields.Where(field => field.Value is not null)
            .Select(field => $"{field.Key}={field.Value}");
        var text = $"{happened.Message} ({string.Join(", ", fields.Prepend(happened.Name))})";
        switch (happened.Level)
        {
            case DaemonLogLevel.Debug:
                cmdlet.WriteDebug(text);
                break;
            case DaemonLogLevel.Information:
                cmdlet.WriteInformation(new HostInformationMessage { Message = text }, [happened.Name]);
                break;
            default:
                cmdlet.WriteWarning(text);
                break;
        }
    }
}
