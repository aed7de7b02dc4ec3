using System.Management.Automation;
using ReleaseManager.Core.Clusters;

namespace ReleaseManager.PowerShell.Running;

/// <summary>Turns exceptions into what PowerShell shows: a stable id, a category, what it was about and the way out.</summary>
internal static class ErrorRecords
{
    /// <summary>The record that PowerShell shows.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="target">What it was about, where the error itself does not say.</param>
    public static ErrorRecord ToErrorRecord(this Exception error, object? target = null) =>
        error switch
        {
            ReleaseManagerException ours => FromOurs(ours, target),
            OperationCanceledException => new ErrorRecord(error, "Canceled", ErrorCategory.OperationStopped, target),
            _ => new ErrorRecord(error, "Unexpected", ErrorCategory.NotSpecified, target),
        };

    private static ErrorRecord FromOurs(ReleaseManagerException error, object? target)
    {
        // A variable stays empty where the command that should fill it ends in an error; so the error itself hands the results on.
        var about = error is ImportIncompleteException incomplete ? incomplete.Undone : error.Target ?? target;
        var record = new ErrorRecord(error, error.ErrorId, CategoryOf(error), about);
        record.CategoryInfo.TargetName = $"{error.Target ?? target}";
        if (error.Advice is not null)
        {
            record.ErrorDetails = new ErrorDetails(error.Message) { RecommendedAction = error.Advice };
        }

        return record;
    }

    private static ErrorCategory CategoryOf(ReleaseManagerException error) =>
        error switch
        {
            KubeApiException { IsForbidden: true } => ErrorCategory.PermissionDenied,
            KubeApiException { IsUnauthorized: true } => ErrorCategory.AuthenticationError,
            { ErrorId: "StateBusy" or "StateOwnedByManager" or "BackendLocked" } => ErrorCategory.ResourceBusy,
            _ when error.ErrorId.EndsWith("NotFound", StringComparison.Ordinal) => ErrorCategory.ObjectNotFound,
            _ => CategoryOf(error.Kind),
        };

    private static ErrorCategory CategoryOf(ErrorKind kind) =>
        kind switch
        {
            ErrorKind.Incomplete => ErrorCategory.InvalidResult,
            ErrorKind.Usage => ErrorCategory.InvalidArgument,
            ErrorKind.Cluster => ErrorCategory.ConnectionError,
            ErrorKind.Backend => ErrorCategory.ResourceUnavailable,
            ErrorKind.State => ErrorCategory.InvalidData,
            _ => ErrorCategory.NotSpecified,
        };
}
