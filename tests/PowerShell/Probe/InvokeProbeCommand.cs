using System.Management.Automation;

namespace ReleaseManager.PowerShell.Probe;

/// <summary>Shows what the base class of the cmdlets does with work of every kind.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Probe", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class InvokeProbeCommand : AsyncCommand
{
    private string? _full;

    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    [Parameter]
    public int Count { get; set; }

    [Parameter]
    public string? Path { get; set; }

    [Parameter]
    public ErrorKind? Throw { get; set; }

    [Parameter]
    public SwitchParameter ThrowUnexpected { get; set; }

    [Parameter]
    public int[] FailAt { get; set; } = [];

    [Parameter]
    public SwitchParameter Ask { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter Say { get; set; }

    [Parameter]
    public int Steps { get; set; }

    [Parameter]
    public SwitchParameter Hang { get; set; }

    /// <summary>Work that takes no notice of being stopped, until the test says so.</summary>
    [Parameter]
    public SwitchParameter Stubborn { get; set; }

    [Parameter]
    public SwitchParameter AtEnd { get; set; }

    protected override void Prepare() => _full = Path is null ? null : ResolvePath(Path);

    protected override async Task ProcessAsync(CancellationToken stop)
    {
        ProbeEvents.Happened("started");
        try
        {
            await WorkAsync(stop);
        }
        catch (OperationCanceledException)
        {
            ProbeEvents.Happened("canceled");
            throw;
        }
    }

    private async Task WorkAsync(CancellationToken stop)
    {
        if (InputObject is not null)
        {
            WriteObject(InputObject);
        }

        if (_full is not null)
        {
            WriteObject(_full);
        }

        if (Say)
        {
            WriteWarning("a warning");
            WriteVerbose("a verbose line");
            WriteDebug("a debug line");
        }

        if (Ask)
        {
            WriteObject(await ConfirmedAsync("the target", "the action", Force));
        }

        for (var step = 1; step <= Steps; step++)
        {
            Progress.Report(new OperationProgress("Probing", "here", step, Steps));
        }

        for (var i = 0; i < Count; i++)
        {
            if (FailAt.Contains(i))
            {
                var error = new ReleaseManagerException("ItemFailed", ErrorKind.Cluster, $"Item {i} failed.");
                WriteError(new ErrorRecord(error, error.ErrorId, ErrorCategory.InvalidResult, i));
            }
            else
            {
                WriteObject(i);
            }
        }

        ThrowAsAsked();
        if (Stubborn)
        {
            await Task.Run(() => ProbeEvents.WaitFor("released", TimeSpan.FromMinutes(1)), CancellationToken.None);
            WriteVerbose("a late line");
            ProbeEvents.Happened("ended");
        }

        if (Hang)
        {
            await Task.Delay(Timeout.Infinite, stop);
        }
    }

    protected override Task FinishAsync(CancellationToken stop)
    {
        if (AtEnd)
        {
            WriteObject("end");
        }

        return Task.CompletedTask;
    }

    private void ThrowAsAsked()
    {
        if (Throw is { } kind)
        {
            throw new ReleaseManagerException("ProbeFailed", kind, "The probe failed.")
            {
                Target = "the probe",
                Advice = "Try another.",
            };
        }

        if (ThrowUnexpected)
        {
            throw new InvalidOperationException("Nobody expected this.");
        }
    }
}
