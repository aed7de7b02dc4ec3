using Spectre.Console;

namespace ReleaseManager.Cli.Output;

/// <summary>Progress as bars on a terminal: one for each activity.</summary>
internal sealed class ProgressBars(ProgressContext context) : IProgress<OperationProgress>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ProgressTask> _bars = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Report(OperationProgress value)
    {
        lock (_gate)
        {
            if (!_bars.TryGetValue(value.Activity, out var bar))
            {
                bar = _bars[value.Activity] = context.AddTask(Markup.Escape(value.Activity));
            }

            bar.IsIndeterminate = value.Total is null;
            bar.MaxValue = Math.Max(1, value.Total ?? 1);
            bar.Value = value.Total is null ? 0 : value.Done;
            bar.Description = Markup.Escape(
                value.CurrentOperation is { } operation
                    ? $"{value.Activity}: {PlainText.Of(operation)}"
                    : value.Activity
            );
        }
    }
}
