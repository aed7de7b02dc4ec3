using System.Globalization;
using System.Text.Json;

namespace ReleaseManager.Core.Clusters.Readiness;

/// <summary>A number, or a percentage of another one (k8s.io/apimachinery pkg/util/intstr).</summary>
internal static class ScaledNumber
{
    /// <param name="value">A number or text such as <c>25%</c>; null counts as 0.</param>
    /// <param name="total">What a percentage is of.</param>
    /// <returns>Null where it is neither.</returns>
    public static long? Of(JsonElement? value, long total, bool roundUp)
    {
        switch (value)
        {
            case null:
                return 0;
            case { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var plain):
                return plain;
            case { ValueKind: JsonValueKind.String } text when text.GetString() is [.. var digits, '%']:
                return long.TryParse(
                    digits,
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var percent
                )
                    ? (long)(roundUp ? Math.Ceiling(percent * total / 100m) : Math.Floor(percent * total / 100m))
                    : null;
            default:
                return null;
        }
    }
}
