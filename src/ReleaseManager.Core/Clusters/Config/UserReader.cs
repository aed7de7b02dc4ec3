namespace ReleaseManager.Core.Clusters.Config;

/// <summary>Reads a user of a kubeconfig.</summary>
internal static class UserReader
{
    public static UserEntry Read(string name, ConfigNode node)
    {
        if (node["auth-provider"].Exists)
        {
            throw new KubeConfigException(
                "KubeConfigAuthProvider",
                $"User \"{name}\" of the kubeconfig {node.Path} signs in by an auth-provider (\"{node["auth-provider"]["name"].Text}\"), which Kubernetes removed in version 1.26."
            )
            {
                Target = name,
                Advice =
                    "Use the credential plugin (exec) of the provider, for example kubelogin or gke-gcloud-auth-plugin.",
            };
        }

        var user = new UserEntry
        {
            Name = name,
            ClientCertificate = node["client-certificate"].FilePath,
            ClientCertificateData = node["client-certificate-data"].Base64,
            ClientKey = node["client-key"].FilePath,
            ClientKeyData = node["client-key-data"].Base64,
            Token = node["token"].Text,
            TokenFile = node["tokenFile"].FilePath,
            Username = node["username"].Text,
            Password = node["password"].Text,
            Exec = node["exec"].Exists ? Exec(node["exec"]) : null,
            Impersonation = Impersonation(node),
        };
        return user.Username is not null && (user.Token is not null || user.TokenFile is not null)
            ? throw new KubeConfigException(
                "KubeConfigAmbiguousUser",
                $"User \"{name}\" of the kubeconfig {node.Path} has both a token and a username."
            )
            : user;
    }

    private static ExecEntry Exec(ConfigNode node)
    {
        var version = node["apiVersion"];
        if (version.Text is not ("client.authentication.k8s.io/v1" or "client.authentication.k8s.io/v1beta1"))
        {
            throw version.Wrong("client.authentication.k8s.io/v1 or v1beta1");
        }

        var command = node["command"].Text ?? throw node["command"].Wrong("the command of the plugin");
        return new ExecEntry
        {
            ApiVersion = version.Text,
            // A bare name is looked for on the search path; a path is relative to the file.
            Command = command.AsSpan().ContainsAny('/', Path.DirectorySeparatorChar)
                ? node["command"].FilePath!
                : command,
            Args = [.. node["args"].Texts],
            Env =
            [
                .. node["env"]
                    .Items.Select(e =>
                        KeyValuePair.Create(e["name"].Text ?? string.Empty, e["value"].Text ?? string.Empty)
                    )
                    .Where(e => e.Key.Length > 0),
            ],
            InstallHint = node["installHint"].Text,
            ProvideClusterInfo = node["provideClusterInfo"].Flag,
            InteractiveMode = Interactive(node["interactiveMode"], version.Text),
        };
    }

    private static ExecInteractiveMode Interactive(ConfigNode node, string version) =>
        node.Text switch
        {
            "Never" => ExecInteractiveMode.Never,
            "IfAvailable" => ExecInteractiveMode.IfAvailable,
            "Always" => ExecInteractiveMode.Always,
            // v1 requires it; v1beta1 has this default.
            null when version.EndsWith("v1beta1", StringComparison.Ordinal) => ExecInteractiveMode.IfAvailable,
            _ => throw node.Wrong("Never, IfAvailable or Always"),
        };

    private static Impersonation? Impersonation(ConfigNode node)
    {
        var groups = node["as-groups"].Texts.ToList();
        var extra = node["as-user-extra"]
            .Members.ToDictionary(m => m.Name, m => (IReadOnlyList<string>)[.. m.Node.Texts], StringComparer.Ordinal);
        if (node["as"].Text is { } user)
        {
            return new Impersonation(user, node["as-uid"].Text, groups, extra);
        }

        return groups.Count > 0 || extra.Count > 0 || node["as-uid"].Exists
            ? throw node["as"].Wrong("given where as-uid, as-groups or as-user-extra are")
            : null;
    }
}
