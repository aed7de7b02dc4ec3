namespace ReleaseManager.Core.Clusters.Config;

/// <summary>The environment of this process.</summary>
internal sealed class ProcessEnvironment : IKubeEnvironment
{
    public string? HomeFolder
    {
        get
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            return home.Length == 0 ? null : home;
        }
    }

    public string ServiceAccountFolder => "/var/run/secrets/kubernetes.io/serviceaccount";

    public string? Variable(string name) => Environment.GetEnvironmentVariable(name);
}
