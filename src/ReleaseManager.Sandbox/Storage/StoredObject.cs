using System.Globalization;
using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;

namespace ReleaseManager.Sandbox.Storage;

/// <summary>One version of one object as stored; its JSON is never changed.</summary>
internal sealed class StoredObject
{
    private byte[]? _utf8;
    private byte[]? _bare;

    /// <summary>Takes an object into the store.</summary>
    /// <param name="json">The whole object; belongs to this instance from here on.</param>
    public StoredObject(JsonObject json, long resourceVersion)
    {
        json.Metadata()["resourceVersion"] = resourceVersion.ToString(CultureInfo.InvariantCulture);
        Json = json;
        ResourceVersion = resourceVersion;
        Namespace = json.TextAt("metadata", "namespace");
        Name = json.TextAt("metadata", "name")!;
        Uid = json.TextAt("metadata", "uid")!;
        ApiVersion = json.TextAt("apiVersion")!;
        Key = KeyOf(Namespace, Name);
    }

    public JsonObject Json { get; }

    public long ResourceVersion { get; }

    public string? Namespace { get; }

    public string Name { get; }

    public string Uid { get; }

    public string ApiVersion { get; }

    /// <summary>Where the object stands in the order of its kind.</summary>
    public string Key { get; }

    public bool Deleting => Json.At("metadata", "deletionTimestamp") is not null;

    public IEnumerable<string> Finalizers => Json.At("metadata", "finalizers").Texts();

    /// <summary>The object's JSON text as one of the versions of its kind.</summary>
    public ReadOnlyMemory<byte> Utf8(string apiVersion)
    {
        if (apiVersion == ApiVersion)
        {
            return _utf8 ??= JsonText.Write(Json);
        }

        return JsonText.Write(As(apiVersion));
    }

    /// <summary>The object's JSON text without kind and version: how built-in kinds stand in lists.</summary>
    public ReadOnlyMemory<byte> Bare()
    {
        if (_bare is null)
        {
            var copy = Json.Copy();
            copy.Remove("kind");
            copy.Remove("apiVersion");
            _bare = JsonText.Write(copy);
        }

        return _bare;
    }

    /// <summary>A copy of the object as one of the versions of its kind.</summary>
    public JsonObject As(string apiVersion)
    {
        var copy = Json.Copy();
        copy["apiVersion"] = apiVersion;
        return copy;
    }

    public static string KeyOf(string? space, string name) => space is null ? name : $"{space}/{name}";
}
