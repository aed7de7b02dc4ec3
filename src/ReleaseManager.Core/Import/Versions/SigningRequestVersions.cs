using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>
/// CertificateSigningRequest before <c>certificates.k8s.io/v1</c> (removed in Kubernetes 1.22). v1 wants a signer; the one that v1beta1 took
/// for granted for all but the kubelet's requests, <c>kubernetes.io/legacy-unknown</c>, is not accepted there.
/// </summary>
internal static class SigningRequestVersions
{
    public static IEnumerable<VersionStep> Steps =>
        [VersionStep.Of("CertificateSigningRequest", "certificates.k8s.io/v1beta1", "certificates.k8s.io/v1", ToV1)];

    private static void ToV1(JsonObject item, ConversionNotes notes)
    {
        var spec = item.Within("spec");
        notes.Keep(spec, "usages", new JsonArray("digital signature", "key encipherment"));
        if (spec["signerName"].Text() is null or "" or "kubernetes.io/legacy-unknown")
        {
            notes.Refuse("v1 wants a signerName, and nothing says which signer is meant");
        }
    }
}
