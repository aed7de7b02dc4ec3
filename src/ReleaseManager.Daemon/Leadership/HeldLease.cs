using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;

namespace ReleaseManager.Daemon.Leadership;

/// <summary>
/// One replica's side of a Lease: takes it where it is free, renews it, gives it back. Whether another holder is gone is judged by how long its
/// renewals have been seen to stand still by this process's own clock, so that clocks need not agree. Not for several threads.
/// </summary>
/// <param name="identity">Who this replica is; another string for each.</param>
internal sealed class HeldLease(KubeClient cluster, LeaseOptions options, string identity, TimeProvider time)
{
    private readonly ResourceAddress _address = new(KnownResources.Leases, options.Namespace, options.Name);
    private KubeObject? _lease;
    private LeaseForm? _seen;
    private long _seenAt;

    /// <summary>Who held it when it was last looked at; empty for nobody.</summary>
    public string Holder => _seen?.Holder ?? "";

    /// <summary>Whether somebody else held it then.</summary>
    public bool IsOthers => Holder.Length > 0 && Holder != identity;

    /// <summary>Takes or renews it.</summary>
    /// <returns>False where somebody else holds it, or was faster.</returns>
    /// <exception cref="ReleaseManagerException">The API refuses, or does not answer.</exception>
    public async Task<bool> TryHoldAsync(CancellationToken stop)
    {
        // What is held is renewed without a look first; only where somebody else has written it meanwhile it is looked at.
        if (Holder == identity && await TryWriteAsync(stop))
        {
            return true;
        }

        See(await cluster.GetAsync(_address, stop));
        return (Holder == identity || Holder.Length == 0 || HasExpired()) && await TryWriteAsync(stop);
    }

    /// <summary>Gives it back, so that the next holder need not wait for it to expire; not held, it is left as it is.</summary>
    /// <exception cref="ReleaseManagerException">The API refuses, or does not answer.</exception>
    public async Task GiveBackAsync(CancellationToken stop)
    {
        if (Holder == identity)
        {
            var now = LeaseForm.TimeOf(time.GetUtcNow());
            await TryWriteAsync(_seen! with { Holder = "", Seconds = 1, AcquireTime = now, RenewTime = now }, stop);
        }
    }

    private bool HasExpired() =>
        _seen is { } seen
        && time.GetElapsedTime(_seenAt) > (seen.Seconds > 0 ? TimeSpan.FromSeconds(seen.Seconds) : options.Duration);

    private void See(KubeObject? lease)
    {
        var now = lease is null ? null : LeaseForm.Of(lease);
        if (_seen != now)
        {
            (_seen, _seenAt) = (now, time.GetTimestamp());
        }

        _lease = lease;
    }

    private Task<bool> TryWriteAsync(CancellationToken stop)
    {
        var now = LeaseForm.TimeOf(time.GetUtcNow());
        var isMine = Holder == identity;
        return TryWriteAsync(
            new LeaseForm
            {
                Holder = identity,
                Seconds = (long)options.Duration.TotalSeconds,
                AcquireTime = isMine ? _seen!.AcquireTime : now,
                RenewTime = now,
                Transitions = _seen is null ? 0 : _seen.Transitions + (isMine ? 0 : 1),
            },
            stop
        );
    }

    /// <summary>Writes it as it was last seen but for what is changed; of several who do so at the same moment the API takes one.</summary>
    private async Task<bool> TryWriteAsync(LeaseForm form, CancellationToken stop)
    {
        var body =
            _lease?.ToJsonObject()
            ?? new JsonObject
            {
                ["apiVersion"] = KnownResources.Leases.ApiVersion,
                ["kind"] = KnownResources.Leases.Kind,
                ["metadata"] = new JsonObject { ["name"] = options.Name, ["namespace"] = options.Namespace },
            };
        body["spec"] = form.ToSpec();
        try
        {
            See(
                _lease is null
                    ? await cluster.CreateAsync(_address, body, WriteOptions.Default, stop)
                    : await cluster.ReplaceAsync(_address, body, WriteOptions.Default, stop)
            );
            return true;
        }
        catch (KubeApiException error)
            when (error.IsConflict || error.IsAlreadyExists || (error.IsNotFound && _lease is not null))
        {
            // A write that was sent again after its answer was lost meets itself, too: the next look tells.
            return false;
        }
    }
}
