using System.Net.Http.Headers;

namespace ReleaseManager.Core.Clusters.Credentials;

/// <summary>What a request is sent with. Deliberately no record: its text must not show a secret.</summary>
internal sealed class Credential
{
    public static Credential None { get; } = new();

    public AuthenticationHeaderValue? Authorization { get; init; }

    public ClientCertificate? Certificate { get; init; }

    public static AuthenticationHeaderValue Bearer(string token) => new("Bearer", token);
}
