using System.Collections;
using System.Management.Automation;
using System.Security;
using ReleaseManager.Core.Clusters;
using ReleaseManager.Core.Completion;
using ReleaseManager.Core.State;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell.Parameters;

/// <summary>The parameters that stand in a line already while another one is completed, and what they lead to.</summary>
/// <param name="command">The cmdlet.</param>
/// <param name="bound">Its parameters as far as they can be told without running anything.</param>
internal sealed class TypedParameters(string command, IDictionary bound)
{
    private readonly Lazy<PathIntrinsics> _paths = new(SessionPaths);

    /// <summary>Whether the cmdlet looks at a state, and not at the cluster, for the releases that are named to it.</summary>
    public bool IsOfState =>
        Value("Backend") is not null
        && !command.StartsWith("Export-", StringComparison.OrdinalIgnoreCase)
        && !command.StartsWith("Start-", StringComparison.OrdinalIgnoreCase);

    /// <summary>The value of a parameter as text; null where it has none.</summary>
    public string? Text(string name) => Value(name)?.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>Whether a switch is there.</summary>
    public bool Has(string name) => Value(name) is { } value && LanguagePrimitives.IsTrue(value);

    /// <summary>A secret, sealed or as it is typed.</summary>
    public string? Secret(string name) =>
        Value(name) is SecureString sealedText ? Secrets.Open(sealedText) : Text(name);

    /// <summary>The contexts of the kubeconfig that is meant.</summary>
    /// <param name="first">A parameter that names it before <c>-Kubeconfig</c> does; null for none.</param>
    public IReadOnlyList<string> Contexts(string? first = null)
    {
        var cluster = Cluster((first is null ? null : Text(first)) ?? Text("Kubeconfig"));
        return KubeConfig.Contexts(cluster.Kubeconfig, cluster.Environment);
    }

    /// <summary>Looks in the cluster that is meant.</summary>
    /// <param name="what">What is looked for.</param>
    public IReadOnlyList<Candidate> InCluster(
        string what,
        Func<KubeClient, CancellationToken, Task<IReadOnlyList<Candidate>>> find
    )
    {
        var cluster = Cluster(Text("Kubeconfig"));
        var access = cluster.Find();
        var files = cluster.Kubeconfig ?? cluster.Environment.Variable("KUBECONFIG");
        return CandidateMemory.Find(
            [what, access.ToString(), files ?? "", cluster.As ?? ""],
            async stop =>
            {
                using var client = new KubeClient(access, ClusterCandidates.Impatient);
                return await find(client, stop);
            }
        );
    }

    /// <summary>Looks in the state that is meant; there is nothing where none is named.</summary>
    /// <param name="what">What is looked for.</param>
    public IReadOnlyList<Candidate> InState(
        string what,
        Func<ReleaseState, CancellationToken, Task<IReadOnlyList<Candidate>>> find
    ) =>
        Backend() is { } backend
            ? CandidateMemory.Find(
                [what, backend.Location, Text("Snapshot") ?? ""],
                async stop =>
                {
                    using var opened = backend.Open();
                    return await find(opened.State, stop);
                }
            )
            : [];

    /// <summary>The snapshot that is meant.</summary>
    /// <exception cref="ReleaseManagerException">What is typed names none.</exception>
    public SnapshotSelector Snapshot() =>
        Text("Snapshot") is { } text ? SnapshotSelector.Parse(text) : SnapshotSelector.Latest;

    private HelmReleaseBackend? Backend() =>
        Value("Backend") switch
        {
            HelmReleaseBackend backend => backend,
            string { Length: > 0 } text => Places.Of(_paths.Value, text),
            { } other => Origins.Find(other),
            null => null,
        };

    private ClusterChoice Cluster(string? kubeconfig) =>
        new(
            kubeconfig is null ? null : UserPath.Resolve(_paths.Value, kubeconfig),
            Text("KubeContext"),
            ShellEnvironment.Of(_paths.Value)
        )
        {
            As = Text("As"),
        };

    private object? Value(string name) => bound[name] is PSObject wrapped ? wrapped.BaseObject : bound[name];

    // Completion runs within a pipeline of the session, where the runspace's own proxy refuses every call; a nested one may ask.
    private static PathIntrinsics SessionPaths()
    {
        using var nested = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        return nested.AddScript("$ExecutionContext.SessionState.Path").Invoke<PathIntrinsics>()[0];
    }
}
