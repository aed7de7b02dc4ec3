using System.Text.Json.Nodes;
using ReleaseManager.Lab.Scenario;

namespace ReleaseManager.Lab.Daemon;

/// <summary>A cluster whose API server writes down each answer that it gives to a service account of one namespace.</summary>
public sealed class AuditedCluster : IAsyncDisposable
{
    private const string Policy = """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        rules:
          - level: Metadata
            userGroups: ["system:serviceaccounts:keepers"]

        """;

    private string _log = "";
    private KubernetesCluster? _cluster;

    /// <summary>The namespace whose service accounts are watched.</summary>
    public const string Namespace = "keepers";

    /// <summary>The cluster, started when it is asked for first.</summary>
    public async Task<KubernetesCluster> GetAsync(LabFixture lab)
    {
        ArgumentNullException.ThrowIfNull(lab);
        if (_cluster is null)
        {
            var folder = lab.CreateFolder();
            var policy = Path.Combine(folder, "policy.yaml");
            _log = Path.Combine(folder, "audit.log");
            await File.WriteAllTextAsync(policy, Policy);
            _cluster = await lab.StartAsync(
                new ClusterOptions
                {
                    Name = "audited",
                    ApiServerFlags = [$"--audit-policy-file={policy}", $"--audit-log-path={_log}"],
                }
            );
        }

        return _cluster;
    }

    /// <summary>The answers that a service account has had: the verb, the path with its query, and the status.</summary>
    public IReadOnlyList<(string Verb, string Path, int Status)> AnswersTo(string account) =>
        [
            .. File.ReadLines(_log)
                .Select(line => JsonNode.Parse(line)!.AsObject())
                .Where(answer =>
                    answer.Child("user").Text("username") == $"system:serviceaccount:{Namespace}:{account}"
                )
                .Select(answer =>
                    (answer.Text("verb"), answer.Text("requestURI"), (int)answer["responseStatus"]!["code"]!)
                ),
        ];

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }
}
