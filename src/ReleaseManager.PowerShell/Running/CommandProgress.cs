using System.Globalization;
using System.Management.Automation;

namespace ReleaseManager.PowerShell.Running;

/// <summary>Shows how far the work is, at most ten times a second.</summary>
internal sealed class CommandProgress(Action<ProgressRecord> write, TimeProvider time) : IProgress<OperationProgress>
{
    private const int ActivityId = 1;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private long? _shown;
    private string? _activity;

    /// <inheritdoc/>
    public void Report(OperationProgress value)
    {
        lock (_gate)
        {
            var isNew = !string.Equals(_activity, value.Activity, StringComparison.Ordinal);
            if (!isNew && _shown is { } shown && time.GetElapsedTime(shown) < s_pause)
            {
                return;
            }

            (_shown, _activity) = (time.GetTimestamp(), value.Activity);
        }

        write(ToRecord(value));
    }

    /// <summary>The record that takes the bar away; null if there never was one.</summary>
    public ProgressRecord? Completed() =>
        _activity is { } activity
            ? new ProgressRecord(ActivityId, activity, "Done") { RecordType = ProgressRecordType.Completed }
            : null;

    private static ProgressRecord ToRecord(OperationProgress value)
    {
        var status = value.Total is { } total
            ? string.Create(CultureInfo.CurrentCulture, $"{value.Done} of {total}")
            : value.Done.ToString(CultureInfo.CurrentCulture);
        return new ProgressRecord(ActivityId, value.Activity, status)
        {
            CurrentOperation = value.CurrentOperation,
            PercentComplete = value.Total is > 0 ? (int)Math.Clamp(100 * value.Done / value.Total.Value, 0, 100) : -1,
        };
    }
}
