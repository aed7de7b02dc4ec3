using System.Text.Json;

namespace ReleaseManager.Core.Clusters.Http;

/// <summary>
/// Finds the objects of a list in the bytes of its page without building the page in memory, so that only one object at a time
/// exists besides the page.
/// </summary>
internal sealed class ListPageReader
{
    private readonly List<Range> _items = [];

    private ListPageReader() { }

    /// <summary>Where each object is in the page.</summary>
    public IReadOnlyList<Range> Items => _items;

    /// <summary>What to ask for the next page; null on the last.</summary>
    public string? Continue { get; private set; }

    public string? ResourceVersion { get; private set; }

    public long? Remaining { get; private set; }

    /// <summary>Goes once through the page.</summary>
    /// <exception cref="JsonException">The page is no JSON object.</exception>
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

        return list;
    }

    private void ReadItems(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            // A list without objects may say null.
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
                case "continue" when reader.GetString() is { Length: > 0 } token:
                    Continue = token;
                    break;
                case "resourceVersion":
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
