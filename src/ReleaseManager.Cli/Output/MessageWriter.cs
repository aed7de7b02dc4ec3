using System.Globalization;
using ReleaseManager.Core.Clusters;
using Spectre.Console;

namespace ReleaseManager.Cli.Output;

/// <summary>What a command says beside its results: warnings, progress, traces.</summary>
/// <param name="target">Usually stderr.</param>
/// <param name="isVerbose">Whether progress is written as lines where no bar can be shown.</param>
internal sealed class MessageWriter(TextWriter target, bool isVerbose)
{
    private readonly Lock _gate = new();

    /// <summary>Writes what should be looked at.</summary>
    public void Warn(string message) => Line($"warning: {PlainText.Of(message)}");

    /// <summary>Writes what was done or found.</summary>
    public void Say(string message) => Line(PlainText.Of(message));

    /// <summary>Writes a request as it went.</summary>
    public void Trace(RequestTrace request) =>
        Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"debug: {request.Method} {request.Path} {request.Status} {request.Elapsed.TotalMilliseconds:0} ms"
            )
        );

    /// <summary>Runs work with a progress bar where stderr is a terminal, with lines where they were asked for, else silently.</summary>
    public async Task<T> WithProgressAsync<T>(Func<IProgress<OperationProgress>?, Task<T>> work)
    {
        if (isVerbose)
        {
            return await work(new ProgressLines(Say));
        }

        if (Console.IsErrorRedirected)
        {
            return await work(null);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(target) });
        return await console
            .Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new ElapsedTimeColumn()
            )
            .StartAsync(context => work(new ProgressBars(context)));
    }

    private void Line(string text)
    {
        lock (_gate)
        {
            target.WriteLine(text);
        }
    }
}
