using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;

namespace ReleaseManager.Sandbox.Fields;

/// <summary>How the items of a list are told apart when lists are merged.</summary>
/// <param name="Keys">The members that name an item in server-side apply; empty for a set of plain values.</param>
/// <param name="MergeKey">The member that names an item in a strategic merge patch; empty for plain values.</param>
internal sealed record ListRule(string[] Keys, string MergeKey)
{
    public static ListRule Set { get; } = new([], "");

    public bool IsSet => Keys.Length == 0;

    public static ListRule By(string key) => new([key], key);

    /// <summary>The path element that names an item, as in <c>fieldsV1</c>; null where the item lacks its keys.</summary>
    public string? ElementOf(JsonNode? item)
    {
        if (IsSet)
        {
            return "v:" + (item?.ToJsonString(JsonText.Plain) ?? "null");
        }

        if (item is not JsonObject json)
        {
            return null;
        }

        var keys = new JsonObject();
        foreach (var key in Keys.Order(StringComparer.Ordinal))
        {
            // The one default among keys of built-in lists.
            if ((json[key]?.DeepClone() ?? (key == "protocol" ? "TCP" : null)) is { } value)
            {
                keys[key] = value;
            }
        }

        return keys.Count == 0 ? null : "k:" + keys.ToJsonString(JsonText.Plain);
    }
}
