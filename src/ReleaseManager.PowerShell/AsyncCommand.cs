using System.Management.Automation;
using System.Management.Automation.Host;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell;

/// <summary>
/// A cmdlet whose work waits for clusters and stores. The work runs on the thread pool; what it writes and asks reaches the
/// pipeline's thread through a queue. Ctrl+C gives the prompt back at once and ends the work behind it.
/// </summary>
public abstract class AsyncCommand : PSCmdlet, IDisposable
{
    // Neither source is disposed: the work that a stop leaves behind may still register with one, and a source that is
    // disposed while its cancellation is under way forgets whom to tell. Both hold memory only.
    private readonly CancellationTokenSource _work = new();
    private readonly CancellationTokenSource _leave = new();
    private readonly CommandProgress _progress;
    private PipelineCalls? _calls;
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>Creates the cmdlet.</summary>
    protected AsyncCommand() =>
        _progress = new CommandProgress(record => Post(() => base.WriteProgress(record)), TimeProvider.System);

    /// <summary>Shows how far the work is; may be told as often as it likes.</summary>
    protected IProgress<OperationProgress> Progress => _progress;

    /// <summary>How long Ctrl+C waits for the work to end; not at all unless something has to be finished.</summary>
    protected virtual TimeSpan StopPatience => TimeSpan.Zero;

    /// <summary>The work for one object of the pipeline. Runs on the thread pool.</summary>
    /// <param name="stop">Canceled by Ctrl+C, and when nobody wants more output.</param>
    protected virtual Task ProcessAsync(CancellationToken stop) => Task.CompletedTask;

    /// <summary>The work after the last object of the pipeline. Runs on the thread pool.</summary>
    /// <param name="stop">Canceled by Ctrl+C, and when nobody wants more output.</param>
    protected virtual Task FinishAsync(CancellationToken stop) => Task.CompletedTask;

    /// <summary>Settles what needs the pipeline's thread before the work for one object: paths, variables.</summary>
    protected virtual void Prepare() { }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() { }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Run(Prepare, ProcessAsync, isOneOfMany: true);

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        Run(() => { }, FinishAsync, isOneOfMany: false);
        EndProgress();
    }

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => Abandon();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends work that is still running.</summary>
    /// <param name="disposing">True from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Abandon();
        }
    }

    /// <summary>Hands an object on.</summary>
    public new void WriteObject(object? sendToPipeline) => Post(() => base.WriteObject(sendToPipeline));

    /// <summary>Hands the elements on one by one.</summary>
    public new void WriteObject(object? sendToPipeline, bool enumerateCollection) =>
        Post(() => base.WriteObject(sendToPipeline, enumerateCollection));

    /// <summary>Reports an error that concerns one item; the work goes on unless the user wants errors to stop it.</summary>
    public new void WriteError(ErrorRecord errorRecord) => Post(() => base.WriteError(errorRecord));

    /// <summary>Warns.</summary>
    public new void WriteWarning(string text) => Post(() => base.WriteWarning(text));

    /// <summary>Says what is being done, with <c>-Verbose</c>.</summary>
    public new void WriteVerbose(string text) => Post(() => base.WriteVerbose(text));

    /// <summary>Tells what happened, under tags.</summary>
    public new void WriteInformation(object messageData, string[] tags) =>
        Post(() => base.WriteInformation(messageData, tags));

    /// <summary>Writes a line where the host shows its own words, beside all output: what a pipeline's agent reads.</summary>
    protected void WriteHost(string text) => Post(() => Host.UI.WriteLine(text));

    /// <summary>Says more, with <c>-Debug</c>.</summary>
    public new void WriteDebug(string text) => Post(() => base.WriteDebug(text));

    /// <summary>Whether to go on, as <c>-WhatIf</c>, <c>-Confirm</c> and the user say.</summary>
    /// <param name="target">What would be changed.</param>
    /// <param name="action">What would be done with it.</param>
    /// <param name="force">Do not ask, unless <c>-Confirm</c> wants it; <c>-WhatIf</c> still holds.</param>
    protected Task<bool> ConfirmedAsync(string target, string action, bool force)
    {
        return _calls is { } calls ? calls.AskAsync(Ask) : Task.FromResult(Ask());

        bool Ask()
        {
            if (!force || IsBound("Confirm") || IsWhatIf())
            {
                return ShouldProcess(target, action);
            }

            base.WriteVerbose($"Performing the operation \"{action}\" on target \"{target}\".");
            return true;
        }
    }

    /// <summary>Asks, whatever the preferences say, what only the user can decide.</summary>
    /// <returns>The answer; null where nobody can be asked.</returns>
    protected Task<bool?> AnsweredAsync(string question, string caption)
    {
        return _calls is { } calls ? calls.AskAsync(Ask) : Task.FromResult(Ask());

        bool? Ask()
        {
            try
            {
                return ShouldContinue(question, caption, ref _yesToAll, ref _noToAll);
            }
            catch (Exception e) when (e is HostException or PSInvalidOperationException)
            {
                return null;
            }
        }
    }

    /// <summary>
    /// The work for one of several things that were given together: what fails for it is an error about it alone, and the others have their turn.
    /// </summary>
    /// <param name="work">The work.</param>
    /// <param name="areSeveral">Whether there are others that did not come down the pipeline.</param>
    protected async Task EachAsync(Func<Task> work, bool areSeveral = false)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            await work();
        }
        catch (ReleaseManagerException e) when (areSeveral || MyInvocation.GoesOnAfterErrors())
        {
            WriteError(e.ToErrorRecord());
        }
    }

    /// <summary>The full path of a file or folder that the user named; to be asked for in <see cref="Prepare"/>.</summary>
    protected string ResolvePath(string path) => UserPath.Resolve(SessionState.Path, path);

    /// <summary>Whether <c>-WhatIf</c> holds, given or by preference.</summary>
    protected bool IsWhatIf() =>
        MyInvocation.BoundParameters.ContainsKey("WhatIf")
            ? IsBound("WhatIf")
            : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <summary>Whether a switch was given, and not as false.</summary>
    protected bool IsBound(string parameter) =>
        MyInvocation.BoundParameters.TryGetValue(parameter, out var value) && LanguagePrimitives.IsTrue(value);

    private void Run(Action prepare, Func<CancellationToken, Task> work, bool isOneOfMany)
    {
        Exception? failure;
        try
        {
            prepare();
            var calls = _calls = new PipelineCalls(StopPatience, _work.Token, _leave.Token);
            failure = calls.Run(work);
            calls.Dispose();
        }
        catch (ReleaseManagerException e)
        {
            failure = e;
        }
        catch
        {
            // Nobody wants more output, an error is to stop the pipeline, or Ctrl+C: that is PowerShell's to handle.
            Abandon();
            throw;
        }

        if (isOneOfMany && failure is ReleaseManagerException && MyInvocation.GoesOnAfterErrors())
        {
            base.WriteError(failure.ToErrorRecord());
        }
        else if (failure is not null)
        {
            Abandon();
            EndProgress();
            ThrowTerminatingError(failure.ToErrorRecord());
        }
    }

    private void Post(Action call)
    {
        if (_calls is { } calls)
        {
            calls.Post(call);
        }
        else
        {
            call();
        }
    }

    private void EndProgress()
    {
        if (_progress.Completed() is { } completed)
        {
            base.WriteProgress(completed);
        }
    }

    private void Abandon()
    {
        _leave.Cancel();
        _ = _work.CancelAsync();
    }
}
