using System.Globalization;
using System.Management.Automation;
using ReleaseManager.Core.State;
using ReleaseManager.PowerShell.Parameters;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell.Commands;

/// <summary>
/// Copies the snapshots of a state, with all that they need, to another backend, and reads the whole copy back. Either may be encrypted, with keys of
/// their own. A copy that was interrupted goes on when the same command is run again; later ones bring over what is new. An incomplete copy is an
/// error, after the result. Needs no cluster.
/// </summary>
/// <example>
/// <code>Copy-HelmReleaseState ./state (New-S3Backend acme-backups releases/blue)</code>
/// <para>Brings all snapshots of a folder into a bucket.</para>
/// </example>
/// <example>
/// <code>Copy-HelmReleaseState ./state (New-LocalBackend ./encrypted -KeyFile ./safe.key) -Snapshot latest</code>
/// <para>Encrypts a copy of the newest good snapshot.</para>
/// </example>
[Cmdlet(VerbsCommon.Copy, "HelmReleaseState", SupportsShouldProcess = true)]
[OutputType(typeof(CopyResult))]
public sealed class CopyHelmReleaseStateCommand : SnapshotsCommand
{
    /// <summary>
    /// Where the copy is to be: what New-LocalBackend or New-S3Backend gives, the path of a folder, or s3://bucket/path. A backend that names no key takes
    /// the passphrase of the environment variable RELEASEMANAGER_TO_PASSPHRASE, where it is set; RELEASEMANAGER_PASSPHRASE is for what is copied.
    /// </summary>
    [Parameter(Mandatory = true, Position = 1)]
    [BackendArgument]
    [ValidateNotNull]
    public HelmReleaseBackend Destination { get; set; } = null!;

    /// <summary>
    /// Which snapshots; all if left out. Each as its number; latest, the newest that is not suspect; latest~2, the second good one before that; or a
    /// time, for the state as of then.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Id", "Sequence")]
    [SnapshotArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SnapshotCompleter))]
    public string[] Snapshot { get; set; } = [];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> NamedSnapshots => Snapshot;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(
        ReleaseState state,
        IReadOnlyList<string> snapshots,
        HelmReleaseBackend backend,
        CancellationToken stop
    )
    {
        var selectors = snapshots.Select(SnapshotSelector.Parse).ToList();
        using var destination = Destination.Open(StateKeyFile.CopyVariable);
        var what = selectors.Count switch
        {
            0 => "all snapshots",
            1 => $"snapshot {selectors[0]}",
            var count => $"{count.ToString(CultureInfo.InvariantCulture)} snapshots",
        };
        var isConfirmed = await ConfirmedAsync(
            destination.State.Location,
            $"Copy {what} of {state.Location}",
            force: false
        );
        if (!isConfirmed && !IsWhatIf())
        {
            return;
        }

        var result = await new StateCopier(state, destination.State, TimeProvider.System).RunAsync(
            new CopyOptions { Snapshots = selectors, PlanOnly = !isConfirmed },
            Progress,
            stop
        );
        WriteResult(result, Destination);
        await WarnOfPlainAsync(state, destination.State, stop);
        if (!result.IsComplete)
        {
            WriteError(Incomplete(result).ToErrorRecord());
        }
    }

    private async Task WarnOfPlainAsync(ReleaseState from, ReleaseState to, CancellationToken stop)
    {
        if (
            await from.ReadHeaderAsync(stop) is { Encrypted: true }
            && await to.ReadHeaderAsync(stop) is { Encrypted: false }
        )
        {
            WriteWarning($"The copy at {to.Location} is not encrypted, although {from.Location} is.");
        }
    }

    private static ReleaseManagerException Incomplete(CopyResult result) =>
        new(
            "CopyIncomplete",
            result.Verified is { IsValid: false } ? ErrorKind.State : ErrorKind.Incomplete,
            result.Problems.Count > 0
                ? $"Not all of {result.Source} was copied to {result.Destination}: {result.Problems[0].Message}."
                : $"The copy at {result.Destination} is not whole: {result.Verified?.Problems[0]}."
        )
        {
            Target = result.Destination,
            Advice =
                "Look at Problems and Verified of the result; what was copied stays, and the same command again brings over the rest.",
        };
}
