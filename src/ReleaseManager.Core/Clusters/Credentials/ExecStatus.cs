using System.Text.Json;
using ReleaseManager.Core.Clusters.Config;

namespace ReleaseManager.Core.Clusters.Credentials;

/// <summary>What a credential plugin printed. Deliberately no record: its text must not show a secret.</summary>
internal sealed class ExecStatus
{
    public string? Token { get; private init; }

    public string? Certificate { get; private init; }

    public string? Key { get; private init; }

    public DateTimeOffset? Expires { get; private init; }

    /// <summary>Reads the credential out of it.</summary>
    /// <exception cref="ClusterConnectionException">It is no usable ExecCredential; says why, without what it holds.</exception>
    public static ExecStatus Read(byte[] output, ExecEntry plugin)
    {
        KubeObject answer;
        try
        {
            answer = KubeObject.Parse(output);
        }
        catch (JsonException)
        {
            // The exception would quote what was printed, which may be a token.
            throw Bad(plugin, "it did not print JSON");
        }

        if (answer.GetString("kind") != "ExecCredential" || answer.GetString("apiVersion") != plugin.ApiVersion)
        {
            throw Bad(
                plugin,
                $"it did not print an ExecCredential of {plugin.ApiVersion}, which the kubeconfig asks for"
            );
        }

        var status = new ExecStatus
        {
            Token = NotEmpty(answer.GetString("status", "token")),
            Certificate = NotEmpty(answer.GetString("status", "clientCertificateData")),
            Key = NotEmpty(answer.GetString("status", "clientKeyData")),
            Expires =
                answer.Find("status", "expirationTimestamp") is { ValueKind: JsonValueKind.String } time
                && time.TryGetDateTimeOffset(out var expires)
                    ? expires
                    : null,
        };
        if (status.Certificate is null != status.Key is null)
        {
            throw Bad(plugin, "it printed a client certificate without a key, or a key without a certificate");
        }

        return status.Token is null && status.Certificate is null
            ? throw Bad(plugin, "it printed neither a token nor a client certificate")
            : status;
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static ClusterConnectionException Bad(ExecEntry plugin, string why) =>
        new("CredentialPluginFailed", $"The credential plugin {plugin.Command} gave no credential: {why}.")
        {
            PassesByItself = false,
            Target = plugin.Command,
        };
}
