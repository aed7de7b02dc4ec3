using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace ReleaseManager.Core.Releases;

/// <summary>
/// The meaning of a scalar by YAML 1.1 as goyaml v2 sees it (its <c>resolve.go</c>): null, bool, long, ulong, double or
/// string. Sexagesimal numbers are strings there, and so are timestamps once they are JSON.
/// </summary>
internal static class YamlScalar
{
    private const string Prefix = "tag:yaml.org,2002:";
    private const string Bool = Prefix + "bool";
    private const string Int = Prefix + "int";
    private const string Float = Prefix + "float";
    private const string Null = Prefix + "null";
    private const string Text = Prefix + "str";
    private const string Binary = Prefix + "binary";
    private const string Timestamp = Prefix + "timestamp";
    private const string Merge = Prefix + "merge";

    private static readonly FrozenDictionary<string, (string Tag, object? Value)> Words = MakeWords();

    /// <summary>Whether a key asks for another mapping to be merged in.</summary>
    public static bool IsMerge(YamlTreeNode node) =>
        node is { Kind: YamlTreeKind.Scalar, Value: "<<" } && (node.Implicit || node.Tag is Merge);

    /// <summary>Gives a scalar its meaning.</summary>
    /// <exception cref="RecordException">The text does not fit the explicit tag.</exception>
    public static object? Resolve(YamlTreeNode node)
    {
        if (node is { Tag: "", Implicit: false })
        {
            return node.Value;
        }

        if (node.Tag is Binary)
        {
            return FromBase64(node.Value);
        }

        if (node.Tag is not ("" or Bool or Int or Float or Null or Text or Timestamp))
        {
            return node.Value;
        }

        var (tag, value) = node.Tag is Text ? (Text, node.Value) : Guess(node.Value, node.Tag);
        if (node.Tag is "" || string.Equals(node.Tag, tag, StringComparison.Ordinal))
        {
            return value;
        }

        return node.Tag is Float && tag is Int && value is long whole ? (double)whole : throw Unfit();
    }

    private static (string Tag, object? Value) Guess(string text, string wanted)
    {
        if (Words.TryGetValue(text, out var word))
        {
            return word;
        }

        if (text.Length > 0 && text[0] is '.')
        {
            // Here goyaml leaves underscores to Go's ParseFloat, which wants a digit on either side.
            var digits = SeparatesDigits(text) ? text.Replace("_", "", StringComparison.Ordinal) : text;
            return IsDecimal(digits) && FromDecimal(digits) is (Float, _) fraction ? fraction : (Text, text);
        }

        if (text.Length == 0 || !(char.IsAsciiDigit(text[0]) || text[0] is '+' or '-'))
        {
            return (Text, text);
        }

        if (wanted is "" or Timestamp && GoTime.IsYamlTimestamp(text))
        {
            return (Timestamp, text);
        }

        var plain = text.Replace("_", "", StringComparison.Ordinal);
        if (GoNumber.ParseInteger(plain) is { } integer)
        {
            return FromInteger(integer);
        }

        if (IsDecimal(plain) && FromDecimal(plain) is (Float, _) number)
        {
            return number;
        }

        return OddBinary(plain) is { } odd ? FromInteger(odd) : (Text, text);
    }

    private static bool SeparatesDigits(string text)
    {
        for (var index = text.IndexOf('_', StringComparison.Ordinal); index >= 0; index = text.IndexOf('_', index + 1))
        {
            if (
                index == 0
                || index + 1 == text.Length
                || !char.IsAsciiDigit(text[index - 1])
                || !char.IsAsciiDigit(text[index + 1])
            )
            {
                return false;
            }
        }

        return true;
    }

    // After "0b" and "-0b" goyaml takes whatever ParseInt takes of radix 2, even a second sign.
    private static Int128? OddBinary(string plain)
    {
        if (plain.StartsWith("0b", StringComparison.Ordinal) && plain.Length > 3 && plain[2] is '+' or '-')
        {
            return GoNumber.ParseUnsigned(plain.AsSpan(3), 2) is { } value && value <= long.MaxValue
                ? value * (plain[2] is '-' ? -1 : 1)
                : null;
        }

        return null;
    }

    private static (string, object?) FromInteger(Int128 value) =>
        (Int, value <= long.MaxValue ? (long)value : (object)(ulong)value);

    private static (string, object?) FromDecimal(string text)
    {
        var value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        // ParseFloat reports what is out of range; the scalar stays a string then.
        return double.IsFinite(value) ? (Float, value) : (Text, text);
    }

    private static string FromBase64(string text) =>
        GoBase64.Decode(Encoding.UTF8.GetBytes(text)) is { } bytes ? GoText.FromUtf8(bytes.Span) : throw Unfit();

    private static RecordException Unfit() => new("ManifestMalformed", "A scalar does not fit its explicit tag.");

    private static FrozenDictionary<string, (string, object?)> MakeWords()
    {
        var words = new Dictionary<string, (string, object?)>(StringComparer.Ordinal);
        Add(Bool, true, "y Y yes Yes YES true True TRUE on On ON");
        Add(Bool, false, "n N no No NO false False FALSE off Off OFF");
        Add(Null, null, "~ null Null NULL");
        Add(Float, double.NaN, ".nan .NaN .NAN");
        Add(Float, double.PositiveInfinity, ".inf .Inf .INF +.inf +.Inf +.INF");
        Add(Float, double.NegativeInfinity, "-.inf -.Inf -.INF");
        words[""] = (Null, null);
        return words.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(string tag, object? value, string spellings)
        {
            foreach (var spelling in spellings.Split(' '))
            {
                words[spelling] = (tag, value);
            }
        }
    }

    // goyaml's yamlStyleFloat: ^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$
    private static bool IsDecimal(string text)
    {
        var cursor = new TextCursor(text);
        cursor.Take('-', '+');
        var whole = cursor.TakeDigits().Length;
        var fraction = cursor.Take('.') ? cursor.TakeDigits().Length : 0;
        if (whole + fraction == 0)
        {
            return false;
        }

        if (cursor.Take('e', 'E'))
        {
            cursor.Take('-', '+');
            return !cursor.TakeDigits().IsEmpty && cursor.AtEnd;
        }

        return cursor.AtEnd;
    }
}
