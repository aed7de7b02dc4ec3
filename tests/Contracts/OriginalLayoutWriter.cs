using System.Globalization;
using System.Text.Json.Nodes;

namespace ReleaseManager.Contracts;

/// <summary>
/// Writes releases as the tool before this product did: JSON in files named for release, revision and the second of the last deployment, without a
/// namespace, whatever was there before. Names the files by itself, so that it judges the product's reader.
/// </summary>
/// <param name="write">Puts a file into the place, over what is there.</param>
public sealed class OriginalLayoutWriter(Action<string, byte[]> write)
{
    /// <summary>Saves one revision.</summary>
    /// <param name="json">Helm's JSON of the release.</param>
    /// <returns>The name of its file.</returns>
    public string Save(byte[] json)
    {
        var name = NameOf(JsonNode.Parse(json)!.AsObject());
        write(name, json);
        return name;
    }

    /// <summary>Saves what the tool knew of itself: the release that it was.</summary>
    public void SaveManager(byte[] json)
    {
        var release = JsonNode.Parse(json)!.AsObject();
        var state = new JsonObject
        {
            ["ReleaseFilename"] = NameOf(release),
            ["ReleaseName"] = (string)release["name"]!,
            ["ReleaseVersion"] = (int)release["version"]!,
        };
        write("rlsmgrstate.json", System.Text.Encoding.UTF8.GetBytes(state.ToJsonString()));
    }

    private static string NameOf(JsonObject release)
    {
        var name = $"{(string)release["name"]!}-{(int)release["version"]!}";
        if (release["info"] is not JsonObject info)
        {
            return $"{name}.release";
        }

        // Hours and minutes, seconds, fraction and offset, as Go writes a time.
        var second = ((string)info["last_deployed"]!).Split('T')[1].Substring(6, 2);
        return $"{name}-{int.Parse(second, CultureInfo.InvariantCulture)}.release";
    }
}
