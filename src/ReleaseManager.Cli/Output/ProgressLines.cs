using System.Globalization;

namespace ReleaseManager.Cli.Output;

/// <summary>Progress as lines: one for each activity, and one for each tenth of it.</summary>
internal sealed class ProgressLines(Action<string> say) : IProgress<OperationProgress>
{
    private readonly Lock _gate = new();
    private (string Activity, long Tenth) _said;

    /// <inheritdoc/>
    public void Report(OperationProgress value)
    {
        var tenth = value.Total is > 0 and { } total ? value.Done * 10 / total : -1;
        lock (_gate)
        {
            if (_said == (value.Activity, tenth))
            {
                return;
            }

            _said = (value.Activity, tenth);
        }

        say(
            tenth < 0
                ? value.Activity
                : string.Create(CultureInfo.InvariantCulture, $"{value.Activity}: {value.Done} of {value.Total}")
        );
    }
}
