using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>
/// Access and token reviews before <c>v1</c> (removed in Kubernetes 1.22). They are questions more than objects, but a manifest may hold one.
/// </summary>
internal static class ReviewVersions
{
    private const string Authorization = "authorization.k8s.io";

    public static IEnumerable<VersionStep> Steps =>
        [
            .. VersionStep.Renamed("authentication.k8s.io", ["v1beta1", "v1"], "TokenReview"),
            .. VersionStep.Renamed("authentication.k8s.io", ["v1alpha1", "v1beta1", "v1"], "SelfSubjectReview"),
            .. VersionStep.Renamed(
                Authorization,
                ["v1beta1", "v1"],
                "SelfSubjectAccessReview",
                "SelfSubjectRulesReview"
            ),
            Access("SubjectAccessReview"),
            Access("LocalSubjectAccessReview"),
        ];

    private static VersionStep Access(string kind) =>
        VersionStep.Of(kind, $"{Authorization}/v1beta1", $"{Authorization}/v1", Groups);

    private static void Groups(JsonObject item, ConversionNotes notes)
    {
        if (item.Object("spec") is { } spec)
        {
            spec.Move("group", spec, "groups");
        }
    }
}
