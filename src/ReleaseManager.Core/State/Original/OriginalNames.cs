using System.Globalization;
using System.Text.RegularExpressions;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.State.Original;

/// <summary>How the original tool named its files, all of them directly under the path.</summary>
internal static partial class OriginalNames
{
    /// <summary>Which release the tool itself was.</summary>
    public const string Manager = "rlsmgrstate.json";

    /// <summary>True for a file of the tool.</summary>
    public static bool IsOne(string name) => name is Manager || IsRelease(name);

    /// <summary>True for a file that holds a revision: <c>web-3-59.release</c>, or <c>web-3.release</c> of one without info.</summary>
    public static bool IsRelease(string name) => ReleaseFile().IsMatch(name);

    /// <summary>
    /// The name that the tool gave a revision: no namespace in it, and of the last deployment nothing but the second. So revisions of releases
    /// of one name in two namespaces overwrote each other once in sixty times.
    /// </summary>
    public static string For(Release release)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{release.Name}-{release.Revision}");
        return release.HasInfo
            ? string.Create(CultureInfo.InvariantCulture, $"{name}-{release.LastDeployed?.Second ?? 0}.release")
            : $"{name}.release";
    }

    [GeneratedRegex(
        "^[^/]+-[0-9]+(-[0-9]{1,2})?[.]release$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex ReleaseFile();
}
