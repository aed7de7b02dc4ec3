using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Releases;

/// <summary>JSON merge patch (RFC 7386).</summary>
public static class JsonMergePatch
{
    /// <summary>What a patch makes of a value; neither of them is changed.</summary>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        var result = target is JsonObject before ? (JsonObject)before.DeepClone() : [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                result.Remove(name);
            }
            else
            {
                result[name] = Apply(result[name], value);
            }
        }

        return result;
    }
}
