using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace ReleaseManager.Sandbox.Registry;

/// <summary>What objects, labels and annotations may be named.</summary>
internal static partial class ObjectNames
{
    private const string Subdomain =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
        + "and end with an alphanumeric character";

    /// <summary>A name from a prefix, with five random characters as Kubernetes adds them.</summary>
    public static string Generate(string prefix) =>
        prefix[..Math.Min(prefix.Length, 58)] + RandomNumberGenerator.GetString("bcdfghjklmnpqrstvwxz2456789", 5);

    /// <summary>What is wrong with an object's name; null if nothing.</summary>
    public static ErrorCause? Check(ServedKind kind, string name)
    {
        if (kind.Kind.Group == "rbac.authorization.k8s.io")
        {
            return name is "." or ".." || name.Contains('/') || name.Contains('%')
                ? ErrorCause.InvalidValue("metadata.name", name, "may not contain '/' or '%'")
                : null;
        }

        var label = kind.Is("", "Namespace") || kind.Is("", "Service");
        return (label ? LabelForm() : SubdomainForm()).IsMatch(name) && name.Length <= (label ? 63 : 253)
            ? null
            : ErrorCause.InvalidValue("metadata.name", name, Subdomain);
    }

    /// <summary>True for what a label's value may be.</summary>
    public static bool IsLabelValue(string value) =>
        value.Length == 0 || (value.Length <= 63 && LabelValueForm().IsMatch(value));

    /// <summary>True for what a key of a Secret's or ConfigMap's data may be.</summary>
    public static bool IsDataKey(string key) =>
        key.Length is > 0 and <= 253 && key is not ("." or "..") && DataKeyForm().IsMatch(key);

    /// <summary>True for what a label's or annotation's key may be.</summary>
    public static bool IsQualifiedName(string key) =>
        key.Split('/') switch
        {
            [var name] => IsLabelValue(name) && name.Length > 0,
            [var prefix, var name] => SubdomainForm().IsMatch(prefix) && IsLabelValue(name) && name.Length > 0,
            _ => false,
        };

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelForm();

    [GeneratedRegex(
        @"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex SubdomainForm();

    [GeneratedRegex("^[-._a-zA-Z0-9]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DataKeyForm();

    [GeneratedRegex("^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelValueForm();
}
