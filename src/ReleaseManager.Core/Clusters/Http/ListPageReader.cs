using System.Text.Json;

namespace ReleaseManager.Core.Clusters.Http;

/// <summary>
/// Finds the objects of a list in the bytes of its page without building the page in memory, so that only one object at a time
/// exists besides the page.
/// </summary>
internal sealed class ListPageReader
{
    private readonly List<Range> _items = [];
    private bool _saysItems;

    private ListPageReader() { }

    /// <summary>Where each object is in the page.</summary>
    public IReadOnlyList<Range> Items => _items;

    /// <summary>What to ask for the next page; null on the last.</summary>
    public string? Continue { get; private set; }

    public string? ResourceVersion { get; private set; }

    public long? Remaining { get; private set; }

    /// <summary>Goes once through the page.</summary>
    /// <exception cref="JsonException">The page is no list. One without the member <c>items</c> is none either: the API always says it, and
    /// what a proxy says in its place must not pass for a cluster without objects.</exception>
    public static ListPageReader Read(ReadOnlySpan<byte> page)
    {
        var list = new ListPageReader();
        var reader = new Utf8JsonReader(page);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A list must be a JSON object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("items"u8))
            {
                reader.Read();
                list.ReadItems(ref reader);
            }
            else if (reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                list.ReadMetadata(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return list._saysItems ? list : throw new JsonException("A list must say what is on it.");
    }

    private void ReadItems(ref Utf8JsonReader reader)
    {
        // A list without objects may say null.
        _saysItems = reader.TokenType is JsonTokenType.StartArray or JsonTokenType.Null;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            _items.Add(start..(int)reader.BytesConsumed);
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "continue" when reader.TokenType == JsonTokenType.String:
                    Continue = reader.GetString() is { Length: > 0 } token ? token : null;
                    break;
                case "resourceVersion" when reader.TokenType == JsonTokenType.String:
                    ResourceVersion = reader.GetString();
                    break;
                case "remainingItemCount" when reader.TokenType == JsonTokenType.Number:
                    Remaining = reader.GetInt64();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }
}
