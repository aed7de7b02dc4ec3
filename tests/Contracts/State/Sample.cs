using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Contracts.State;

/// <summary>Small releases and snapshots, the same at every run.</summary>
public static class Sample
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly ClusterIdentity Blue = new()
    {
        KubeSystemUid = "6f1c7a52-0b1e-4c57-9f0f-0d1f9c3d2a11",
        NamespaceUids = new Dictionary<string, string>(StringComparer.Ordinal) { ["shop"] = "ns-uid-shop" },
    };

    public static readonly ClusterIdentity Green = new() { KubeSystemUid = "aaaaaaaa-0b1e-4c57-9f0f-0d1f9c3d2a11" };

    /// <summary>A record's value as Helm stores it.</summary>
    public static byte[] Value(string name, int revision = 1, string status = "deployed") =>
        RecordCodec.Encode(
            Encoding.UTF8.GetBytes(
                $$"""{"name":"{{name}}","info":{"status":"{{status}}","description":"done"},"manifest":"","version":{{revision}},"namespace":"shop"}"""
            )
        );

    /// <summary>An entry whose record is saved in a state.</summary>
    public static async Task<ListingEntry> SaveAsync(
        ReleaseState state,
        string name,
        int revision = 1,
        string @namespace = "shop",
        CancellationToken stop = default
    )
    {
        var saved = await state.SaveRecordAsync(Value(name, revision), stop);
        return Entry(name, revision, @namespace) with
        {
            Record = saved.Hash,
            Encoding = saved.Encoding,
            Size = saved.Size,
        };
    }

    /// <summary>An entry that refers to no record that is saved.</summary>
    public static ListingEntry Entry(string name, int revision = 1, string @namespace = "shop") =>
        new()
        {
            Namespace = @namespace,
            Name = name,
            Revision = revision,
            Status = "deployed",
            Chart = "chart",
            ChartVersion = "1.2.3+build",
            AppVersion = "v1 \"beta\"",
            Updated = "2026-02-28T10:11:12.123456789+01:00",
            Labels = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["version"] = revision.ToString(CultureInfo.InvariantCulture),
                ["name"] = name,
                ["owner"] = "helm",
                ["status"] = "deployed",
            },
            Driver = ListingEntry.DriverSecret,
            ObjectName = RecordName.For(name, revision),
            Type = "helm.sh/release.v1",
            Uid = $"uid-{name}-{revision}",
            ResourceVersion = $"{1000 + revision}",
            Record = Convert.ToHexStringLower(
                SHA256.HashData(Encoding.UTF8.GetBytes($"{@namespace}/{name}/{revision}"))
            ),
            Encoding = SavedRecord.Base64,
            Size = 1234,
            Seen = Noon,
        };

    public static JsonObject Crd(string name = "widgets.example.com") =>
        new()
        {
            ["kind"] = "CustomResourceDefinition",
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["status"] = new JsonObject { ["storedVersions"] = new JsonArray("v1") },
            ["metadata"] = new JsonObject
            {
                ["uid"] = "u",
                ["resourceVersion"] = "17",
                ["name"] = name,
                ["labels"] = new JsonObject { ["z"] = "1", ["a"] = "<2>" },
            },
            ["spec"] = new JsonObject { ["group"] = "example.com", ["scope"] = "Namespaced" },
        };

    public static SnapshotDraft Draft(params IReadOnlyList<ListingEntry> entries) =>
        new()
        {
            Cluster = Blue,
            KubernetesVersion = "v1.33.1",
            Writer = "releasemanager/test",
            Scope = SnapshotScope.Everything,
            Entries = entries,
            Resources = [],
        };

    /// <summary>Begins a state where there is none, and commits what a draft holds, as often as races are lost.</summary>
    public static async Task<CommitOutcome> ExportAsync(
        ReleaseState state,
        SnapshotDraft draft,
        bool takeOver = false,
        CancellationToken stop = default
    )
    {
        await state.CreateHeaderAsync(draft.Cluster, stop);
        while (true)
        {
            var on = await state.ReadBaseAsync(draft.Cluster, takeOver, stop);
            var outcome = await state.CommitAsync(draft, on, stop);
            if (outcome.Status != CommitStatus.Lost)
            {
                return outcome;
            }
        }
    }
}
