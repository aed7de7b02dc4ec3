using System.Globalization;
using System.Text.RegularExpressions;

namespace ReleaseManager.Sandbox.Registry;

/// <summary>Kubernetes' order of API versions: v2, v1, v1beta2, v1beta1, v1alpha1, then other names.</summary>
internal sealed partial class VersionOrder : IComparer<string>
{
    public static VersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var order = Rank(y!).CompareTo(Rank(x!));
        return order != 0 ? order : string.CompareOrdinal(x, y);
    }

    private static (int Stability, int Major, int Minor) Rank(string version)
    {
        var match = Form().Match(version);
        if (!match.Success)
        {
            return (0, 0, 0);
        }

        var stability = match.Groups["stage"].Value switch
        {
            "" => 3,
            "beta" => 2,
            _ => 1,
        };
        return (stability, Number(match.Groups["major"]), Number(match.Groups["minor"]));
    }

    private static int Number(Group group) => group.Success ? int.Parse(group.Value, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        "^v(?<major>[0-9]{1,6})((?<stage>alpha|beta)(?<minor>[0-9]{1,6}))?$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Form();
}
