using System.Globalization;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Clusters;

namespace ReleaseManager.Daemon.Leadership;

/// <summary>What a Lease says; <c>spec</c> of <c>coordination.k8s.io/v1</c>.</summary>
internal sealed record LeaseForm
{
    /// <summary>Who holds it; empty where it was given back.</summary>
    public required string Holder { get; init; }

    /// <summary>How long it is held after a renewal, in seconds.</summary>
    public required long Seconds { get; init; }

    /// <summary>When the holder took it.</summary>
    public required string AcquireTime { get; init; }

    /// <summary>When the holder renewed it; by the holder's clock, so it is only looked at for whether it changes.</summary>
    public required string RenewTime { get; init; }

    /// <summary>How often the holder changed.</summary>
    public required long Transitions { get; init; }

    /// <summary>Reads a Lease; what is missing is empty.</summary>
    public static LeaseForm Of(KubeObject lease) =>
        new()
        {
            Holder = lease.GetString("spec", "holderIdentity") ?? "",
            Seconds = lease.GetNumber("spec", "leaseDurationSeconds") ?? 0,
            AcquireTime = lease.GetString("spec", "acquireTime") ?? "",
            RenewTime = lease.GetString("spec", "renewTime") ?? "",
            Transitions = lease.GetNumber("spec", "leaseTransitions") ?? 0,
        };

    /// <summary>The moment as Kubernetes' MicroTime writes it.</summary>
    public static string TimeOf(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>The same as <c>spec</c>.</summary>
    public JsonObject ToSpec() =>
        new()
        {
            ["holderIdentity"] = Holder,
            ["leaseDurationSeconds"] = Seconds,
            ["acquireTime"] = AcquireTime,
            ["renewTime"] = RenewTime,
            ["leaseTransitions"] = Transitions,
        };
}
