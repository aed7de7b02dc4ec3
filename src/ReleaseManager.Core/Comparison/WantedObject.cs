using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;
using ReleaseManager.Core.State;

namespace ReleaseManager.Core.Comparison;

/// <summary>What of a manifest's object a live one is held to.</summary>
internal static class WantedObject
{
    /// <summary>A copy without what says nothing: nulls, the status, what a server gives, and the stamp that Helm puts over whatever a chart says.</summary>
    /// <param name="sent">The object in the form in which it is sent.</param>
    public static JsonObject From(JsonObject sent)
    {
        var body = ResourceForm.Strip(sent);
        RemoveNulls(body);
        if (body["metadata"] is JsonObject metadata)
        {
            (metadata["labels"] as JsonObject)?.Remove("app.kubernetes.io/managed-by");
            var annotations = metadata["annotations"] as JsonObject;
            annotations?.Remove("meta.helm.sh/release-name");
            annotations?.Remove("meta.helm.sh/release-namespace");
        }

        if (body["kind"]?.ToString() is "ClusterRole" && body["aggregationRule"] is not null)
        {
            // The control plane writes the rules of such a role over whatever stands there.
            body.Remove("rules");
        }

        if (body["kind"]?.ToString() is "Secret")
        {
            Unwrap(body["data"] as JsonObject);
            if (body["stringData"] is JsonObject texts)
            {
                PutIntoData(body, texts);
            }
        }

        return body;
    }

    /// <summary>Base64 may be broken into lines in a manifest, and comes back in one.</summary>
    private static void Unwrap(JsonObject? data)
    {
        foreach (var (name, value) in data?.ToList() ?? [])
        {
            if (GoBase64.Decode(Encoding.UTF8.GetBytes($"{value}")) is { } bytes)
            {
                data![name] = Convert.ToBase64String(bytes.Span);
            }
        }
    }

    /// <summary>The API takes texts of a Secret, and never shows them: they come back as data, over what stands there under the same names.</summary>
    private static void PutIntoData(JsonObject secret, JsonObject texts)
    {
        var data = secret["data"] as JsonObject;
        if (data is null)
        {
            secret["data"] = data = [];
        }

        foreach (var (name, text) in texts)
        {
            data[name] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{text}"));
        }

        secret.Remove("stringData");
    }

    /// <summary>To POST a null is to leave a field to the server.</summary>
    private static void RemoveNulls(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            foreach (var name in members.Where(member => member.Value is null).Select(member => member.Key).ToList())
            {
                members.Remove(name);
            }

            foreach (var (_, value) in members)
            {
                RemoveNulls(value);
            }
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                RemoveNulls(item);
            }
        }
    }
}
