using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>
/// Admission policies before <c>v1</c>. What v1alpha1 took for granted in a binding, later versions want to be said; the rest is the same.
/// </summary>
internal static class AdmissionPolicyVersions
{
    private const string Group = "admissionregistration.k8s.io";
    private static readonly string[] Versions = ["v1alpha1", "v1beta1", "v1"];

    public static IEnumerable<VersionStep> Steps =>
        [
            .. VersionStep.Renamed(Group, Versions, "ValidatingAdmissionPolicy", "MutatingAdmissionPolicy"),
            .. Binding("ValidatingAdmissionPolicyBinding", ValidatingBinding),
            .. Binding("MutatingAdmissionPolicyBinding", Parameters),
        ];

    private static IEnumerable<VersionStep> Binding(string kind, Action<JsonObject, ConversionNotes> first) =>
        [
            VersionStep.Of(kind, $"{Group}/v1alpha1", $"{Group}/v1beta1", first),
            .. VersionStep.Renamed(Group, Versions[1..], kind),
        ];

    private static void ValidatingBinding(JsonObject item, ConversionNotes notes)
    {
        // Kubernetes 1.26 knew nothing but refusal.
        notes.Keep(item.Within("spec"), "validationActions", new JsonArray("Deny"));
        Parameters(item, notes);
    }

    private static void Parameters(JsonObject item, ConversionNotes notes)
    {
        if (item.Object("spec").Object("paramRef") is { } parameters)
        {
            notes.Keep(parameters, "parameterNotFoundAction", "Deny");
        }
    }
}
