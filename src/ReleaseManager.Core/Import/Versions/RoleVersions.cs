using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Versions;

/// <summary>
/// Roles and their bindings before <c>rbac.authorization.k8s.io/v1</c> (removed in Kubernetes 1.22). Subjects of v1alpha1 named a version
/// where later ones name a group, and the user <c>*</c> stood for everybody who is known.
/// </summary>
internal static class RoleVersions
{
    private const string Group = "rbac.authorization.k8s.io";

    public static IEnumerable<VersionStep> Steps =>
        [
            .. VersionStep.Renamed(Group, ["v1alpha1", "v1beta1"], "Role", "ClusterRole"),
            VersionStep.Of("RoleBinding", $"{Group}/v1alpha1", $"{Group}/v1beta1", Subjects),
            VersionStep.Of("ClusterRoleBinding", $"{Group}/v1alpha1", $"{Group}/v1beta1", Subjects),
            .. VersionStep.Renamed(
                Group,
                ["v1beta1", "v1"],
                "Role",
                "ClusterRole",
                "RoleBinding",
                "ClusterRoleBinding"
            ),
        ];

    // As Convert_v1alpha1_Subject_To_rbac_Subject of pkg/apis/rbac/v1alpha1.
    private static void Subjects(JsonObject item, ConversionNotes notes)
    {
        foreach (var subject in item.Objects("subjects"))
        {
            var version = subject.Take("apiVersion").Text() ?? "";
            var kind = subject["kind"].Text();
            if (kind == "User" && subject["name"].Text() == "*")
            {
                subject["kind"] = "Group";
                subject["name"] = "system:authenticated";
                notes.Add("the user * is written as the group system:authenticated");
            }

            subject["apiGroup"] = kind switch
            {
                "ServiceAccount" => "",
                "User" or "Group" => Group,
                _ => version.Contains('/', StringComparison.Ordinal)
                    ? version[..version.IndexOf('/', StringComparison.Ordinal)]
                    : "",
            };
        }
    }
}
