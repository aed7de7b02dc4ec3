using System.Net.Http.Headers;
using System.Text;
using ReleaseManager.Core.Clusters.Config;
using ReleaseManager.Core.Clusters.Http;

namespace ReleaseManager.Core.Clusters.Credentials;

/// <summary>Chooses how a user of a kubeconfig signs in.</summary>
internal static class CredentialSource
{
    public static ICredentialSource For(ClusterAccess access, TimeProvider time)
    {
        var user = access.User;
        var certificate = Certificate(user);
        if (user.TokenFile is not null)
        {
            return new TokenFileCredential(user.TokenFile, user.Token, certificate, time);
        }

        var authorization = Authorization(user);
        return authorization is null && user.Exec is not null
            ? new ExecCredential(user.Exec, access, certificate, time)
            : new FixedCredential(new Credential { Authorization = authorization, Certificate = certificate });
    }

    private static AuthenticationHeaderValue? Authorization(UserEntry user)
    {
        if (!string.IsNullOrEmpty(user.Token))
        {
            return Credential.Bearer(user.Token);
        }

        return string.IsNullOrEmpty(user.Username)
            ? null
            : new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Username}:{user.Password}"))
            );
    }

    private static ClientCertificate? Certificate(UserEntry user)
    {
        var certificate = PemSource.Read(user.ClientCertificateData, user.ClientCertificate, "client certificate");
        var key = PemSource.Read(user.ClientKeyData, user.ClientKey, "client key");
        return (certificate, key) switch
        {
            (null, null) => null,
            ({ } c, { } k) => ClientCertificate.Load(c, k),
            _ => throw new KubeConfigException(
                "KubeConfigBadCertificate",
                $"User \"{user.Name}\" has a client {(key is null ? "certificate without a key" : "key without a certificate")}."
            ),
        };
    }
}
