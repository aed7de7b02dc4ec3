using ReleaseManager.Core.Clusters.Config;

namespace ReleaseManager.Core.Clusters;

/// <summary>How to reach one cluster as one user; what <see cref="KubeConfig"/> finds. Its text holds no credential.</summary>
public sealed record ClusterAccess
{
    /// <summary>Root of the API, with a path where a proxy serves several clusters.</summary>
    public required Uri Server { get; init; }

    /// <summary>Name of the context it came from; null in a pod and for a bare address.</summary>
    public string? Context { get; init; }

    /// <summary>Namespace to use where none is given; null for <c>default</c>.</summary>
    public string? Namespace { get; init; }

    internal ClusterEntry Cluster { get; init; } = ClusterEntry.None;

    internal UserEntry User { get; init; } = UserEntry.Anonymous;

    /// <summary>Whom the requests act as; null for the user itself.</summary>
    internal Impersonation? ActsAs
    {
        get => field ?? User.Impersonation;
        init;
    }

    /// <summary>
    /// The same access as somebody else. As in kubectl, what is given replaces what the kubeconfig says, and what is not given stays as it says.
    /// </summary>
    /// <param name="user">Whom the requests act as, such as <c>system:serviceaccount:keepers:keeper</c>; null for whom the kubeconfig names.</param>
    /// <param name="uid">The uid of that user; null for none.</param>
    /// <param name="groups">The groups of that user; empty for those of the kubeconfig.</param>
    /// <exception cref="KubeConfigException">Groups or a uid were given, and nobody whose they are.</exception>
    public ClusterAccess As(string? user, string? uid, IReadOnlyList<string> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        if (user is null && uid is null && groups.Count == 0)
        {
            return this;
        }

        if ((user ?? ActsAs?.User) is not { Length: > 0 } name)
        {
            throw new KubeConfigException(
                "ImpersonatedUserMissing",
                "A group or uid to act as was given, and no user whose it is."
            )
            {
                Advice = "Name the user too: --as (-As).",
            };
        }

        return this with
        {
            ActsAs = new Impersonation(
                name,
                uid ?? ActsAs?.Uid,
                groups.Count > 0 ? groups : ActsAs?.Groups ?? [],
                ActsAs?.Extra ?? new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
            ),
        };
    }

    /// <summary>A server that asks for no credential and, over https, has a certificate that this machine trusts.</summary>
    public static ClusterAccess To(Uri server, string? ns = null) => new() { Server = server, Namespace = ns };

    /// <inheritdoc/>
    public override string ToString() =>
        Context is null
            ? Server.AbsoluteUri.TrimEnd('/')
            : $"{Server.AbsoluteUri.TrimEnd('/')} (context \"{Context}\")";
}
