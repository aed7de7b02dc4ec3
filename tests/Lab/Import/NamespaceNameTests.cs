using ReleaseManager.Core.Import;
using ReleaseManager.Lab.RoundTrip;
using ReleaseManager.Lab.Scenario;
using Xunit;

namespace ReleaseManager.Lab.Import;

/// <summary>Charts that build names from the namespace: what the next upgrade deletes and creates under another name stood in the plan.</summary>
public sealed class NamespaceNameTests(LabFixture lab)
{
    private const string Template = """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: "{{ .Release.Namespace }}-reader"}
        rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: "{{ .Release.Name }}-{{ .Release.Namespace }}"}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "{{ .Release.Namespace }}-reader"}
        subjects: [{kind: ServiceAccount, name: "{{ .Release.Name }}", namespace: "{{ .Release.Namespace }}"}]
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: "{{ .Release.Name }}"}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: "{{ .Release.Name }}-settings", labels: {app: "{{ .Chart.Name }}"}}
        data: {partner: "{{ .Values.partner }}", chart: "{{ .Chart.Name }}-{{ .Chart.Version }}"}
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_plan_names_what_the_next_upgrade_renames()
    {
        var (a, b) = await lab.EmptyAsync();
        var chart = await WrittenChart.WriteAsync(lab.CreateFolder(), "shop-front", Template);
        await File.WriteAllTextAsync(Path.Combine(chart, "values.yaml"), "partner: db.shop.svc\n", Stop);
        await a.Helm.RequireAsync(["install", "web", chart, "-n", "shop", "--create-namespace"], Stop);
        var trip = new Trip(lab);
        await trip.ExportAsync(a);

        var plan = await trip.PlanAsync(b, new ImportOptions { TargetNamespace = "store" });
        Assert.Equal("", Trip.NotRestored(await trip.RunAsync(b, plan)));

        var mentions = Assert.Single(plan.Releases).Mentions;
        Assert.Equal(
            [
                "ClusterRole shop-reader: /metadata/name names shop",
                "ClusterRoleBinding web-shop: /metadata/name names shop",
                "ClusterRoleBinding web-shop: /roleRef/name names shop",
                "ConfigMap web-settings: /data/partner names shop",
                "chart values: /partner names shop",
            ],
            mentions.Order(StringComparer.Ordinal)
        );
        var (gone, come) = await UpgradeAsync(b, chart);
        Assert.Equal(
            mentions
                .Where(mention => mention.Contains(": /metadata/name ", StringComparison.Ordinal))
                .Select(mention => mention.Split(':')[0]),
            gone
        );
        Assert.Equal(["ClusterRole store-reader", "ClusterRoleBinding web-store"], come);
    }

    private static async Task<(IReadOnlyList<string> Gone, IReadOnlyList<string> Come)> UpgradeAsync(
        KubernetesCluster cluster,
        string chart
    )
    {
        using var api = cluster.OpenApi();
        var before = await NamesAsync(api);
        await cluster.Helm.RequireAsync(["upgrade", "web", chart, "-n", "store"], Stop);
        var after = await NamesAsync(api);
        return ([.. before.Except(after)], [.. after.Except(before)]);
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(LabApi api) =>
        [
            .. (await ClusterDump.ReadAsync(api, Stop))
                .Where(pair => !StoredRecords.IsRecord(pair.Value))
                .Select(pair => $"{pair.Key.Kind} {pair.Key.Name}")
                .Order(StringComparer.Ordinal),
        ];
}
