using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Releases;

/// <summary>Numbers as Go's <c>strconv</c> and <c>encoding/json</c> read and write them.</summary>
internal static class GoNumber
{
    /// <summary>
    /// <c>strconv.ParseInt(text, 0, 64)</c>, or else <c>ParseUint</c>, of a text without underscores.
    /// </summary>
    /// <returns>Null where Go sees no integer.</returns>
    public static Int128? ParseInteger(string text)
    {
        var digits = text.AsSpan();
        var negative = digits is ['-', ..];
        digits = digits is ['-' or '+', ..] ? digits[1..] : digits;
        var (prefix, radix) = digits switch
        {
            ['0', 'x' or 'X', ..] => (2, 16),
            ['0', 'o' or 'O', ..] => (2, 8),
            ['0', 'b' or 'B', ..] => (2, 2),
            ['0', _, ..] => (1, 8),
            _ => (0, 10),
        };
        return
            ParseUnsigned(digits[prefix..], radix) is { } value
            // A sign is for signed integers only.
            && (text[0] is not ('-' or '+') || value <= (negative ? -(Int128)long.MinValue : long.MaxValue))
            ? negative
                ? -value
                : value
            : null;
    }

    /// <summary>Digits of a radix, nothing else, up to 64 bits.</summary>
    public static Int128? ParseUnsigned(ReadOnlySpan<char> digits, int radix)
    {
        Int128 value = 0;
        foreach (var one in digits)
        {
            var digit = one switch
            {
                >= '0' and <= '9' => one - '0',
                >= 'a' and <= 'f' => one - 'a' + 10,
                >= 'A' and <= 'F' => one - 'A' + 10,
                _ => radix,
            };
            value = (value * radix) + digit;
            if (digit >= radix || value > ulong.MaxValue)
            {
                return null;
            }
        }

        return digits.IsEmpty ? null : value;
    }

    /// <summary>A float64 as <c>encoding/json</c> writes it; null for what JSON has no number for.</summary>
    public static string? Format(double value)
    {
        if (!double.IsFinite(value))
        {
            return null;
        }

        var magnitude = Math.Abs(value);
        var (digits, point) = Digits(magnitude.ToString("R", CultureInfo.InvariantCulture));
        var sign = double.IsNegative(value) ? "-" : "";
        return magnitude != 0 && magnitude is < 1e-6 or >= 1e21
            ? sign + Exponential(digits, point, exponentDigits: 1)
            : sign + Positional(digits, point);
    }

    /// <summary>A key that is a float64, as sigs.k8s.io/yaml writes it: <c>FormatFloat(value, 'g', -1, 32)</c>.</summary>
    public static string FormatKey(double value)
    {
        var single = (float)value;
        if (!float.IsFinite(single))
        {
            return float.IsNaN(single) ? ".nan"
                : single > 0 ? ".inf"
                : "-.inf";
        }

        var magnitude = Math.Abs(single);
        var (digits, point) = Digits(magnitude.ToString("R", CultureInfo.InvariantCulture));
        var sign = float.IsNegative(single) ? "-" : "";
        return point - 1 is < -4 or >= 6
            ? sign + Exponential(digits, point, exponentDigits: 2)
            : sign + Positional(digits, point);
    }

    /// <summary>
    /// Gives the numbers of an object the text with which they come out of Kubernetes' unstructured objects: that of an
    /// int64, else of a float64.
    /// </summary>
    public static void MakeUnstructured(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject json:
                foreach (var (name, member) in json.ToArray())
                {
                    MakeUnstructured(member);
                    if (Unstructured(member) is { } number)
                    {
                        json[name] = number;
                    }
                }

                break;
            case JsonArray array:
                for (var index = 0; index < array.Count; index++)
                {
                    MakeUnstructured(array[index]);
                    if (Unstructured(array[index]) is { } number)
                    {
                        array[index] = number;
                    }
                }

                break;
        }
    }

    private static JsonNode? Unstructured(JsonNode? node)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number)
        {
            return null;
        }

        // An int64 keeps its text, but for a zero with a sign.
        if (value.TryGetValue<long>(out var whole) && whole != 0)
        {
            return null;
        }

        var text = value.ToJsonString();
        return text is "-0" or "0"
            ? JsonValue.Create(0L)
            : Json(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    /// <summary>A float64 as a JSON number that keeps Go's text.</summary>
    public static JsonNode Json(double value) =>
        JsonNode.Parse(
            Format(value) ?? throw new RecordException("ManifestMalformed", "It holds a number out of range.")
        )!;

    // Splits .NET's shortest form into its digits and the place of the point, counted from the first digit.
    private static (string Digits, int Point) Digits(string shortest)
    {
        var exponent = shortest.IndexOf('E', StringComparison.Ordinal);
        var mantissa = exponent < 0 ? shortest : shortest[..exponent];
        var shift = exponent < 0 ? 0 : int.Parse(shortest.AsSpan(exponent + 1), CultureInfo.InvariantCulture);
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var point = (dot < 0 ? mantissa.Length : dot) + shift;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var leading = digits.Length - digits.TrimStart('0').Length;
        digits = digits.Trim('0');
        return digits.Length == 0 ? ("0", 1) : (digits, point - leading);
    }

    private static string Positional(string digits, int point)
    {
        if (point <= 0)
        {
            return "0." + new string('0', -point) + digits;
        }

        return point >= digits.Length ? digits.PadRight(point, '0') : digits[..point] + "." + digits[point..];
    }

    private static string Exponential(string digits, int point, int exponentDigits)
    {
        var exponent = point - 1;
        var mantissa = digits.Length == 1 ? digits : digits[..1] + "." + digits[1..];
        var size = Math.Abs(exponent).ToString(CultureInfo.InvariantCulture).PadLeft(exponentDigits, '0');
        return mantissa + (exponent < 0 ? "e-" : "e+") + size;
    }
}
