using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace ReleaseManager.Lab.Chart;

/// <summary>What the daemon's chart lets its Pod do, and whom it tells what.</summary>
public sealed class ChartSecurityTests(LabFixture lab)
{
    private const string Secret = "not-to-be-shown";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted, control by control; the lab's Kubernetes is older than its admission.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_pod_passes_the_restricted_standard(bool locally)
    {
        var (a, _) = await lab.SharedAsync();
        string[] arguments = locally ? ManagerChart.RequiredLocally : ManagerChart.Required;

        var objects = await ManagerChart.ObjectsAsync(
            a,
            [.. arguments, "--set", "encryption.existingSecret=k,encryption.type=keyFile,http.token.existingSecret=t"],
            Stop
        );

        var pod = objects.Single("Deployment")["spec"]!["template"]!["spec"]!.AsObject();
        var container = objects.Container();
        var context = container["securityContext"]!.AsObject();
        Assert.Empty(
            pod.Select(member => member.Key)
                .Intersect(["hostNetwork", "hostPID", "hostIPC", "initContainers", "ephemeralContainers"])
        );
        Assert.All(
            pod["volumes"]!.AsArray(),
            volume =>
                Assert.Contains(KindOf(volume!), (string[])["configMap", "emptyDir", "secret", "persistentVolumeClaim"])
        );
        Assert.All(container["ports"]!.AsArray(), port => Assert.Null(port!["hostPort"]));
        Assert.True((bool?)pod["securityContext"]!["runAsNonRoot"]);
        Assert.NotEqual(0, (long?)pod["securityContext"]!["runAsUser"]);
        Assert.Equal("RuntimeDefault", ManagerChart.Text(pod["securityContext"]!["seccompProfile"]!["type"]));
        Assert.False((bool?)context["allowPrivilegeEscalation"]);
        Assert.Equal("ALL", ManagerChart.Text(Assert.Single(context["capabilities"]!["drop"]!.AsArray())));
        Assert.Null(context["capabilities"]!["add"]);
        Assert.Null(context["privileged"]);
        Assert.Null(context["procMount"]);
        Assert.True((bool?)context["readOnlyRootFilesystem"]);
        Assert.False((bool?)pod["enableServiceLinks"]);
        var writable = container["volumeMounts"]!.AsArray().Where(mount => (bool?)mount!["readOnly"] != true);
        Assert.Equal(
            locally ? ["/tmp", "/var/lib/releasemanager"] : ["/tmp"],
            writable.Select(mount => ManagerChart.Text(mount!["mountPath"]))
        );
    }

    [Fact]
    public async Task Secrets_stand_in_the_secret_and_nowhere_else()
    {
        var (a, _) = await lab.SharedAsync();
        string[] keys =
        [
            "--set",
            $"s3.accessKeyID={Secret}-1,s3.secretAccessKey={Secret}-2,s3.sessionToken={Secret}-3",
        ];

        var told = await a.Helm.RequireAsync(
            ["install", "keeper", ManagerChart.Folder, "--dry-run", .. ManagerChart.Required, .. keys],
            Stop
        );
        var objects = await ManagerChart.ObjectsAsync(a, [.. ManagerChart.Required, .. keys], Stop);

        var secret = objects.Single("Secret");
        Assert.Equal(
            [$"{Secret}-1", $"{Secret}-2", $"{Secret}-3"],
            secret["data"]!
                .AsObject()
                .Select(key => Encoding.UTF8.GetString(Convert.FromBase64String(ManagerChart.Text(key.Value)!)))
        );
        Assert.Contains("NOTES:", told, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, told, StringComparison.Ordinal);
        Assert.All(
            objects.Where(one => one != secret),
            one => Assert.DoesNotContain(Secret, one.ToJsonString(), StringComparison.Ordinal)
        );
        var variables = objects.Container()["env"]!.AsArray();
        foreach (
            var (variable, key) in new[]
            {
                ("AWS_ACCESS_KEY_ID", "accessKeyID"),
                ("AWS_SECRET_ACCESS_KEY", "secretAccessKey"),
                ("AWS_SESSION_TOKEN", "sessionToken"),
            }
        )
        {
            var one = variables.Single(each => ManagerChart.Text(each!["name"]) == variable)!;
            Assert.Equal(key, ManagerChart.Text(one["valueFrom"]!["secretKeyRef"]!["key"]));
        }
    }

    [Fact]
    public async Task The_notes_tell_how_to_look_and_how_to_restore()
    {
        var (a, _) = await lab.SharedAsync();

        var told = await a.Helm.RequireAsync(
            [
                "install",
                "keeper",
                ManagerChart.Folder,
                "--dry-run",
                .. ManagerChart.Required,
                "--set",
                "s3.region=eu-central-1,ingress.hosts={keeper.example.com},encryption.existingSecret=k",
            ],
            Stop
        );

        var notes = told[told.IndexOf("NOTES:", StringComparison.Ordinal)..];
        Assert.Contains("https://keeper.example.com/", notes, StringComparison.Ordinal);
        Assert.Contains("port-forward service/keeper-releasemanager", notes, StringComparison.Ordinal);
        Assert.Contains(
            "releasemanager import s3 --bucket 'acme-backups' --path 'releases/blue' --region eu-central-1 --new-path",
            notes,
            StringComparison.Ordinal
        );
        Assert.Contains("RELEASEMANAGER_PASSPHRASE", notes, StringComparison.Ordinal);
        Assert.Contains("can read every Secret of this cluster", notes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Named_namespaces_are_all_in_which_secrets_may_be_read()
    {
        var (a, _) = await lab.SharedAsync();
        foreach (var ns in (string[])["right-shop", "right-other", "right-keeper"])
        {
            await a.Kubectl.RunAsync(["create", "namespace", ns], Stop);
        }

        await a.Helm.RequireAsync(Install("narrow", "rbac.namespaces={right-shop}"), Stop);
        await a.Helm.RequireAsync(Install("whole", "replicaCount=1"), Stop);
        await a.Helm.RequireAsync(
            Install("roles", "rbac.namespaces={right-shop},rbac.clusterScoped=false,includeReferences=true"),
            Stop
        );

        await ProveAsync(
            a,
            "narrow",
            "yes",
            "list secrets -n right-shop",
            "watch configmaps -n right-shop",
            "get namespace/kube-system",
            "list customresourcedefinitions"
        );
        await ProveAsync(
            a,
            "narrow",
            "no",
            "list secrets -A",
            "get secrets -n right-other",
            "get secrets -n right-keeper",
            "list serviceaccounts -n right-shop"
        );
        await ProveAsync(
            a,
            "whole",
            "yes",
            "watch secrets -A",
            "list configmaps -A",
            "list namespaces",
            "get customresourcedefinitions"
        );
        await ProveAsync(
            a,
            "whole",
            "no",
            "delete secrets -A",
            "create secrets -n right-keeper",
            "list pods -A",
            "list serviceaccounts -A",
            "update namespaces"
        );
        await ProveAsync(
            a,
            "roles",
            "yes",
            "get namespace/right-shop -n right-shop",
            "list secrets -n right-shop",
            "get serviceaccounts -n right-shop"
        );
        await ProveAsync(
            a,
            "roles",
            "no",
            "list namespaces",
            "list customresourcedefinitions",
            "get secrets -n right-other"
        );
        foreach (var release in (string[])["narrow", "whole", "roles"])
        {
            var lease = $"lease/{release}-releasemanager -n right-keeper";
            await ProveAsync(a, release, "yes", "create leases -n right-keeper", $"get {lease}", $"update {lease}");
            await ProveAsync(
                a,
                release,
                "no",
                "update lease/other -n right-keeper",
                "create leases -n right-shop",
                $"delete {lease}",
                "list leases -n right-keeper"
            );
            await a.Helm.RequireAsync(["uninstall", release, "--namespace", "right-keeper"], Stop);
        }
    }

    private static string[] Install(string release, string set) =>
        [
            "install",
            release,
            ManagerChart.Folder,
            "--namespace",
            "right-keeper",
            .. ManagerChart.Required,
            "--set",
            set,
        ];

    private static async Task ProveAsync(
        KubernetesCluster cluster,
        string release,
        string answer,
        params string[] rights
    )
    {
        foreach (var right in rights)
        {
            var result = await cluster.Kubectl.RunAsync(
                [
                    "auth",
                    "can-i",
                    .. right.Split(' '),
                    "--as",
                    $"system:serviceaccount:right-keeper:{release}-releasemanager",
                ],
                Stop
            );
            Assert.True(
                result.Output.Trim() == answer,
                string.Create(CultureInfo.InvariantCulture, $"{release} may {right}: {result.Output} {result.Error}")
            );
        }
    }

    private static string KindOf(JsonNode volume) => volume.AsObject().Single(member => member.Key != "name").Key;
}
