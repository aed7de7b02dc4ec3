using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Clusters.Config;

/// <summary>
/// Writes an access as a kubeconfig of its own, so that another program reaches the very same cluster as the very same user, be it found in several files,
/// in a pod or given as an address. Holds what the access holds, credentials too: it belongs into a file that nobody else can read.
/// </summary>
internal static class KubeConfigText
{
    private const string Name = "releasemanager";

    public static string Of(ClusterAccess access)
    {
        var context = new JsonObject { ["cluster"] = Name, ["user"] = Name };
        Put(context, "namespace", access.Namespace);
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Config",
            ["clusters"] = Named("cluster", Cluster(access)),
            ["users"] = Named("user", User(access.User, access.ActsAs)),
            ["contexts"] = Named("context", context),
            ["current-context"] = Name,
        }.ToJsonString();
    }

    private static JsonArray Named(string member, JsonObject value) =>
        [new JsonObject { ["name"] = Name, [member] = value }];

    private static JsonObject Cluster(ClusterAccess access)
    {
        var entry = access.Cluster;
        var cluster = new JsonObject { ["server"] = access.Server.AbsoluteUri };
        Put(cluster, "tls-server-name", entry.TlsServerName);
        Put(cluster, "certificate-authority", entry.CertificateAuthority);
        Put(cluster, "certificate-authority-data", entry.CertificateAuthorityData);
        Put(cluster, "proxy-url", entry.ProxyUrl);
        if (entry.InsecureSkipTlsVerify)
        {
            cluster["insecure-skip-tls-verify"] = true;
        }

        if (entry.ExecExtension is { } extension)
        {
            cluster["extensions"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = "client.authentication.k8s.io/exec",
                    ["extension"] = JsonNode.Parse(extension),
                }
            );
        }

        return cluster;
    }

    private static JsonObject User(UserEntry entry, Impersonation? actsAs)
    {
        var user = new JsonObject();
        Put(user, "client-certificate", entry.ClientCertificate);
        Put(user, "client-certificate-data", entry.ClientCertificateData);
        Put(user, "client-key", entry.ClientKey);
        Put(user, "client-key-data", entry.ClientKeyData);
        Put(user, "token", entry.Token);
        Put(user, "tokenFile", entry.TokenFile);
        Put(user, "username", entry.Username);
        Put(user, "password", entry.Password);
        if (entry.Exec is { } exec)
        {
            user["exec"] = Exec(exec);
        }

        if (actsAs is { } other)
        {
            user["as"] = other.User;
            Put(user, "as-uid", other.Uid);
            user["as-groups"] = Texts(other.Groups);
            user["as-user-extra"] = new JsonObject(
                other.Extra.Select(extra => KeyValuePair.Create(extra.Key, (JsonNode?)Texts(extra.Value)))
            );
        }

        return user;
    }

    private static JsonObject Exec(ExecEntry entry)
    {
        var exec = new JsonObject
        {
            ["apiVersion"] = entry.ApiVersion,
            ["command"] = entry.Command,
            ["args"] = Texts(entry.Args),
            ["env"] = new JsonArray([
                .. entry.Env.Select(one => new JsonObject { ["name"] = one.Key, ["value"] = one.Value }),
            ]),
            ["provideClusterInfo"] = entry.ProvideClusterInfo,
            ["interactiveMode"] = entry.InteractiveMode.ToString(),
        };
        Put(exec, "installHint", entry.InstallHint);
        return exec;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];

    private static void Put(JsonObject into, string name, string? value)
    {
        if (value is not null)
        {
            into[name] = value;
        }
    }

    private static void Put(JsonObject into, string name, byte[]? value) =>
        Put(into, name, value is null ? null : Convert.ToBase64String(value));
}
