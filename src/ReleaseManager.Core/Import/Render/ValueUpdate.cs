using Microsoft.VisualBasic.FileIO;

namespace ReleaseManager.Core.Import.Render;

/// <summary>
/// A value that is overwritten in each release that sets it, and inserted into none. It comes as text, from a command line, and takes the type that the
/// release has there.
/// </summary>
public sealed record ValueUpdate
{
    private ValueUpdate(string key, string text) => (Key, Text) = (key, text);

    /// <summary>Where it stands: <c>image.tag</c> as for <c>helm --set</c>, with a backslash before a dot that is part of a key.</summary>
    public string Key { get; }

    /// <summary>What it becomes.</summary>
    internal string Text { get; }

    /// <summary>
    /// Reads <c>key=value</c>, or several with commas between. As the flags of Go's tools have it (spf13/pflag, string_to_string.go), a comma belongs to the
    /// value where there is one equals sign alone, and beside others where the pair stands in double quotes: <c>"a=1,2",b=3</c>.
    /// </summary>
    /// <exception cref="ReleaseManagerException">A text is written otherwise; says which, and no value.</exception>
    public static IReadOnlyList<ValueUpdate> Parse(IEnumerable<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        return [.. texts.SelectMany(ParseOne)];
    }

    /// <summary>The key alone: a value is nobody's to see.</summary>
    public override string ToString() => Key;

    private static List<ValueUpdate> ParseOne(string text)
    {
        var updates = new List<ValueUpdate>();
        foreach (var pair in text.Count('=') > 1 ? Split(text) : [text.Trim('"')])
        {
            updates.Add(
                pair.Split('=', 2) is [{ Length: > 0 } key, var value]
                    ? new ValueUpdate(key, value)
                    : throw Wrong(
                        updates.Count == 0
                            ? $"'{pair.Split('=')[0]}' is not written as key=value."
                            : $"What follows the comma after the value of '{updates[^1].Key}' is not written as key=value."
                    )
            );
        }

        return updates;
    }

    private static string[] Split(string text)
    {
        using var reader = new TextFieldParser(new StringReader(text)) { TrimWhiteSpace = false };
        reader.SetDelimiters(",");
        try
        {
            return reader.ReadFields() is { } pairs && reader.EndOfData
                ? pairs
                : throw Wrong("A value of several lines does not stand in double quotes with its key.");
        }
        catch (MalformedLineException error)
        {
            throw Wrong("Double quotes do not stand around whole pairs of key=value.", error);
        }
    }

    private static ImportException Wrong(string message, Exception? inner = null) =>
        new("UpdateValuesInvalid", ErrorKind.Usage, message, inner)
        {
            Advice = "Write --update-values image.tag=2,ingress.host=example.com, or a pair with a comma in it alone.",
        };
}
