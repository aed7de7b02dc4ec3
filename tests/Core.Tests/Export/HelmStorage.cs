using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Import;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;
using ReleaseManager.Core.Tests.Import;
using ReleaseManager.Sandbox;
using Xunit;

namespace ReleaseManager.Core.Tests.Export;

/// <summary>Writes records into a sandbox as Helm's storage does; its requests are not in the cluster's log.</summary>
internal sealed class HelmStorage(SandboxCluster cluster) : IDisposable
{
    private readonly HttpClient _client = cluster.CreateClient();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A release whose last revision is deployed and whose earlier ones are superseded, in a namespace made for it.</summary>
    public async Task InstallAsync(
        string ns,
        string name,
        int revisions = 1,
        string manifest = "",
        string driver = ListingEntry.DriverSecret
    )
    {
        AddNamespace(ns);
        for (var revision = 1; revision <= revisions; revision++)
        {
            var status = revision == revisions ? ReleaseStatuses.Deployed : ReleaseStatuses.Superseded;
            await CreateAsync(ns, name, revision, status, manifest, driver);
        }
    }

    public async Task UpgradeAsync(string ns, string name, int from)
    {
        foreach (var step in UpgradeSteps(ns, name, from))
        {
            await step();
        }
    }

    /// <summary>The writes of an upgrade, in Helm's order.</summary>
    public IReadOnlyList<Func<Task>> UpgradeSteps(string ns, string name, int from) =>
        [
            () => CreateAsync(ns, name, from + 1, ReleaseStatuses.PendingUpgrade),
            () => UpdateAsync(ns, name, from, ReleaseStatuses.Superseded),
            () => UpdateAsync(ns, name, from + 1, ReleaseStatuses.Deployed),
        ];

    /// <summary>The writes of an uninstall, in Helm's order.</summary>
    public IReadOnlyList<Func<Task>> UninstallSteps(string ns, string name, int last) =>
        [
            () => UpdateAsync(ns, name, last, ReleaseStatuses.Uninstalling),
            .. Enumerable.Range(1, last).Select<int, Func<Task>>(revision => () => DeleteAsync(ns, name, revision)),
        ];

    /// <summary>The writes of an uninstall and of a new install under the old name.</summary>
    public IReadOnlyList<Func<Task>> ReinstallSteps(string ns, string name, int last) =>
        [
            .. UninstallSteps(ns, name, last),
            () => CreateAsync(ns, name, 1, ReleaseStatuses.PendingInstall),
            () => UpdateAsync(ns, name, 1, ReleaseStatuses.Deployed),
        ];

    public void AddNamespace(string name, JsonObject? labels = null, JsonObject? annotations = null) =>
        cluster.Load([
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Namespace",
                ["metadata"] = new JsonObject
                {
                    ["name"] = name,
                    ["labels"] = labels,
                    ["annotations"] = annotations,
                },
            },
        ]);

    public Task CreateAsync(
        string ns,
        string name,
        int revision,
        string status = ReleaseStatuses.Deployed,
        string manifest = "",
        string driver = ListingEntry.DriverSecret
    ) => SendAsync(HttpMethod.Post, Folder(ns, driver), Record(ns, name, revision, status, manifest, driver));

    public Task UpdateAsync(string ns, string name, int revision, string status) =>
        SendAsync(
            HttpMethod.Put,
            $"{Folder(ns, ListingEntry.DriverSecret)}/{RecordName.For(name, revision)}",
            Record(ns, name, revision, status, "", ListingEntry.DriverSecret)
        );

    public Task DeleteAsync(string ns, string name, int revision, string driver = ListingEntry.DriverSecret) =>
        DeleteAsync($"{Folder(ns, driver)}/{RecordName.For(name, revision)}");

    public Task DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, body: null);

    /// <summary>Removes the records of all releases.</summary>
    public async Task RemoveAllAsync()
    {
        foreach (var record in ClusterRecord.In(cluster))
        {
            await DeleteAsync($"{Folder(record.Namespace, record.Driver)}/{record.ObjectName}");
        }
    }

    /// <summary>A record as Helm would have made it.</summary>
    public static JsonObject Record(
        string ns,
        string name,
        int revision,
        string status = ReleaseStatuses.Deployed,
        string manifest = "",
        string driver = ListingEntry.DriverSecret
    ) => new SavedReleaseBuilder(ns, name, driver).Revision(revision, status, manifest).ToObjects().Single();

    /// <summary>Takes another value in place of what Helm wrote.</summary>
    public static JsonObject WithValue(JsonObject record, ReadOnlyMemory<byte> value)
    {
        record["data"] = new JsonObject
        {
            ["release"] = RecordObject.Data(
                record["kind"]!.ToString() == "Secret" ? ListingEntry.DriverSecret : ListingEntry.DriverConfigMap,
                value.ToArray()
            ),
        };
        return record;
    }

    public void Dispose() => _client.Dispose();

    private static string Folder(string ns, string driver) =>
        $"api/v1/namespaces/{ns}/{(driver == ListingEntry.DriverSecret ? "secrets" : "configmaps")}";

    private async Task SendAsync(HttpMethod method, string path, JsonObject? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = body is null
            ? null
            : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await _client.SendAsync(request, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }
}
