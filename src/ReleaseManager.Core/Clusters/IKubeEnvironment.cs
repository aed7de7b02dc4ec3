namespace ReleaseManager.Core.Clusters;

/// <summary>What <see cref="KubeConfig"/> looks at besides files: so that tests, and hosts with several users, can say what is there.</summary>
public interface IKubeEnvironment
{
    /// <summary>The user's home folder, which holds <c>.kube/config</c>; null if there is none.</summary>
    string? HomeFolder { get; }

    /// <summary>Where a pod finds its token, its namespace and the cluster's CA.</summary>
    string ServiceAccountFolder { get; }

    /// <summary>An environment variable; null if it is not set.</summary>
    string? Variable(string name);
}
