using System.Management.Automation;
using ReleaseManager.Core.State;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell.Commands;

/// <summary>
/// Reads every byte of a state and tells whether all that its snapshots promise can be restored. Needs no cluster. Damage is an
/// error, after the result.
/// </summary>
/// <example>
/// <code>Test-HelmReleaseState ./state</code>
/// <para>Checks the state under ./state.</para>
/// </example>
/// <example>
/// <code>if (-not (Test-HelmReleaseState ./state -Quiet)) { throw 'The copy is damaged.' }</code>
/// <para>Ends a script where the copy cannot be trusted.</para>
/// </example>
/// <example>
/// <code>New-S3Backend acme-backups releases/blue | Test-HelmReleaseState -Quick</code>
/// <para>Looks in minutes whether all that a large state needs is in the bucket.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "HelmReleaseState")]
[OutputType(typeof(VerifyResult), typeof(bool))]
public sealed class TestHelmReleaseStateCommand : StateCommand
{
    /// <summary>
    /// Reads headers and lists alone, and of records and captured objects only looks whether they are there in their size: soon done, and no proof
    /// that their bytes are whole.
    /// </summary>
    [Parameter]
    public SwitchParameter Quick { get; set; }

    /// <summary>Only $true or $false, and no error for damage.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(ReleaseState state, CancellationToken stop)
    {
        var result = await state.VerifyAsync(new VerifyOptions { Quick = Quick }, Progress, stop);
        if (Quiet)
        {
            WriteObject(result.IsValid);
            return;
        }

        WriteResult(result);
        if (result.Notes.Count > 0)
        {
            WriteWarning($"{result.Notes[0]}. Notes of the result name the releases.");
        }

        if (!result.IsValid)
        {
            var error = new ReleaseManagerException(
                "StateDamaged",
                ErrorKind.State,
                result.Problems is [var only]
                    ? $"A file of the state {result.Location} is damaged or missing: {only.File}."
                    : $"{result.Problems.Count} files of the state {result.Location} are damaged or missing; the first is {result.Problems[0].File}."
            )
            {
                Target = result.Location,
                Advice = "Look at Problems of the result: it names what can no longer be restored.",
            };
            WriteError(error.ToErrorRecord());
        }
    }
}
