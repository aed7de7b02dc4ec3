using System.Globalization;
using System.Text.Json.Nodes;

namespace ReleaseManager.Core.Clusters.Config;

/// <summary>A value of a kubeconfig, read with the types that kubectl wants; errors name file, line and key, never the value.</summary>
internal sealed class ConfigNode(string path, YamlValue? value, string key)
{
    public string Path => path;

    public bool Exists => value is not null && !value.IsNull;

    public ConfigNode this[string member]
    {
        get
        {
            if (!Exists)
            {
                return new ConfigNode(path, null, member);
            }

            return value!.Members is { } members
                ? new ConfigNode(path, members.GetValueOrDefault(member), member)
                : throw Wrong("a map");
        }
    }

    /// <summary>The text; null if it is missing or empty.</summary>
    public string? Text =>
        !Exists ? null
        : value!.IsText ? (value.Scalar!.Length == 0 ? null : value.Scalar)
        : throw Wrong("text; put it in quotes");

    public bool Flag => Exists && (value!.Boolean ?? throw Wrong("true or false"));

    public IEnumerable<ConfigNode> Items
    {
        get
        {
            if (!Exists)
            {
                return [];
            }

            return value!.Items is { } items ? items.Select(i => new ConfigNode(path, i, key)) : throw Wrong("a list");
        }
    }

    public IEnumerable<string> Texts => Items.Select(i => i.Text ?? string.Empty);

    /// <summary>Members of a map by name.</summary>
    public IEnumerable<(string Name, ConfigNode Node)> Members
    {
        get
        {
            if (!Exists)
            {
                return [];
            }

            return value!.Members is { } members
                ? members.Select(m => (m.Key, new ConfigNode(path, m.Value, m.Key)))
                : throw Wrong("a map");
        }
    }

    /// <summary>Base64 text as bytes; null if it is missing or empty.</summary>
    public byte[]? Base64
    {
        get
        {
            if (Text is not { } text)
            {
                return null;
            }

            try
            {
                return Convert.FromBase64String(text);
            }
            catch (FormatException)
            {
                throw Wrong("base64");
            }
        }
    }

    /// <summary>A path; if relative, then to the folder of the file it stands in.</summary>
    public string? FilePath =>
        Text is { } text
            ? System.IO.Path.GetFullPath(text, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!)
            : null;

    public JsonNode? ToJson() => value is null ? null : ToJson(value);

    public KubeConfigException Wrong(string expected) =>
        new(
            "KubeConfigMalformed",
            string.Create(
                CultureInfo.InvariantCulture,
                $"The kubeconfig {path} is malformed at line {value?.Line ?? 1}: \"{key}\" must be {expected}."
            )
        )
        {
            Target = path,
        };

    private static JsonNode? ToJson(YamlValue at)
    {
        if (at.Items is { } items)
        {
            return new JsonArray([.. items.Select(ToJson)]);
        }

        if (at.Members is { } members)
        {
            return new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, ToJson(m.Value))));
        }

        if (at.IsNull)
        {
            return null;
        }

        if (at.Boolean is { } flag)
        {
            return flag;
        }

        return
            !at.IsText && double.TryParse(at.Scalar, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : at.Scalar;
    }
}
