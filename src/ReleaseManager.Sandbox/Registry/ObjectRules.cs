using System.Text;
using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Storage;

namespace ReleaseManager.Sandbox.Registry;

/// <summary>What is refused. Fewer rules than the real server has: those that a replay of releases can run into.</summary>
internal static class ObjectRules
{
    private const int MostData = 1024 * 1024;

    private static readonly Dictionary<string, string[]> Immutable = new(StringComparer.Ordinal)
    {
        ["Secret"] = ["type"],
        ["Service"] = ["spec.clusterIP"],
        ["Deployment"] = ["spec.selector"],
        ["ReplicaSet"] = ["spec.selector"],
        ["DaemonSet"] = ["spec.selector"],
        ["StatefulSet"] =
        [
            "spec.selector",
            "spec.serviceName",
            "spec.volumeClaimTemplates",
            "spec.podManagementPolicy",
        ],
        ["Job"] = ["spec.selector", "spec.template", "spec.completions"],
        ["PersistentVolumeClaim"] = ["spec.accessModes", "spec.storageClassName", "spec.volumeName", "spec.selector"],
        ["RoleBinding"] = ["roleRef"],
        ["ClusterRoleBinding"] = ["roleRef"],
        ["StorageClass"] = ["provisioner", "parameters", "reclaimPolicy"],
        ["PriorityClass"] = ["value"],
        ["CustomResourceDefinition"] = ["spec.group", "spec.scope", "spec.names.kind", "spec.names.plural"],
    };

    /// <summary>What typed decoding refuses; before anything is filled in.</summary>
    /// <exception cref="ApiErrorException">400.</exception>
    public static void RequireTypes(ServedKind kind, JsonObject json)
    {
        RequireTexts("metadata.labels", json.At("metadata", "labels"));
        RequireTexts("metadata.annotations", json.At("metadata", "annotations"));
        if (kind.Is("", "ConfigMap") || kind.Is("", "Secret"))
        {
            RequireTexts("data", json["data"]);
            RequireTexts("stringData", json["stringData"]);
        }

        if (kind.Definition is null)
        {
            foreach (
                var variable in ObjectDefaults
                    .PodSpecs(json)
                    .SelectMany(pod => pod["containers"].Objects().Concat(pod["initContainers"].Objects()))
                    .SelectMany(container => container["env"].Objects())
            )
            {
                RequireTexts("spec.containers.env", new JsonObject { ["value"] = variable["value"]?.DeepClone() });
            }
        }

        foreach (
            var name in kind.Is("", "Secret") ? new[] { "data" }
            : kind.Is("", "ConfigMap") ? ["binaryData"]
            : []
        )
        {
            foreach (var (_, value) in json[name] as JsonObject ?? [])
            {
                if (value is not null && !IsBase64(value.AsText() ?? "!"))
                {
                    throw ApiErrorException.BadRequest(
                        $"{kind.Kind.Kind} in version \"v1\" cannot be handled as a {kind.Kind.Kind}: "
                            + "illegal base64 data at input byte 0"
                    );
                }
            }
        }
    }

    /// <summary>Refuses objects that break a rule, and changes of what may not change.</summary>
    /// <exception cref="ApiErrorException">422 with its causes.</exception>
    public static void RequireValid(ServedKind kind, JsonObject json, JsonObject? before)
    {
        var name = json.TextAt("metadata", "name") ?? "";
        List<ErrorCause> causes = [.. Metadata(json), .. kind.Definition is null ? BuiltIn(kind, json) : []];
        if (before is not null && kind.Definition is null)
        {
            causes.AddRange(Changes(kind, json, before));
        }

        if (causes.Count > 0)
        {
            throw ApiErrorException.Invalid(kind, name, [.. causes]);
        }
    }

    private static IEnumerable<ErrorCause> Metadata(JsonObject json)
    {
        foreach (var (key, value) in json.At("metadata", "labels") as JsonObject ?? [])
        {
            var text = value.AsText() ?? "";
            if (!ObjectNames.IsQualifiedName(key) || !ObjectNames.IsLabelValue(text))
            {
                yield return ErrorCause.InvalidValue(
                    "metadata.labels",
                    text,
                    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and "
                        + "must start and end with an alphanumeric character, 63 characters at most"
                );
            }
        }

        foreach (var (key, _) in json.At("metadata", "annotations") as JsonObject ?? [])
        {
            if (!ObjectNames.IsQualifiedName(key.ToLowerInvariant()))
            {
                yield return ErrorCause.InvalidValue("metadata.annotations", key, "name part must be a qualified name");
            }
        }
    }

    private static IEnumerable<ErrorCause> BuiltIn(ServedKind kind, JsonObject json) =>
        kind.Kind.Kind switch
        {
            "Secret" => Secret(json),
            "ConfigMap" =>
            [
                .. DataKeys(json),
                .. DataSize(
                    json,
                    Length(json["data"], Encoding.UTF8.GetByteCount) + Length(json["binaryData"], DecodedLength)
                ),
            ],
            "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" => Workload(json),
            "Job" => Containers(json, "spec.template.spec.containers"),
            "Pod" => Containers(json, "spec.containers"),
            "Service" => Service(json),
            "RoleBinding" or "ClusterRoleBinding" => json.TextAt("roleRef", "name") is null
                ? [ErrorCause.Required("roleRef.name")]
                : [],
            "CustomResourceDefinition" => Definition(json),
            _ => [],
        };

    private static ErrorCause[] Secret(JsonObject json)
    {
        var required = json.TextAt("type") switch
        {
            "kubernetes.io/tls" => new[] { "tls.crt", "tls.key" },
            "kubernetes.io/dockerconfigjson" => [".dockerconfigjson"],
            "kubernetes.io/ssh-auth" => ["ssh-privatekey"],
            _ => [],
        };
        return
        [
            .. required.Where(key => json.At("data", key) is null).Select(key => ErrorCause.Required($"data[{key}]")),
            .. DataKeys(json),
            .. DataSize(json, Length(json["data"], DecodedLength)),
        ];
    }

    private static ErrorCause[] DataSize(JsonObject json, long length) =>
        length > MostData && json["data"] is not null
            ? [new ErrorCause("FieldValueTooLong", $"Too long: may not be more than {MostData} bytes", "data")]
            : [];

    private static IEnumerable<ErrorCause> DataKeys(JsonObject json) =>
        from member in (string[])["data", "binaryData"]
        from key in (json[member] as JsonObject ?? []).Select(each => each.Key)
        where !ObjectNames.IsDataKey(key)
        select ErrorCause.InvalidValue(
            $"{member}[{key}]",
            key,
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
        );

    private static long Length(JsonNode? data, Func<string, int> length) =>
        (data as JsonObject ?? []).Sum(member => (long)length(member.Value.AsText() ?? ""));

    private static int DecodedLength(string base64) => (base64.TrimEnd('=').Length * 3) / 4;

    private static ErrorCause[] Workload(JsonObject json)
    {
        if (json.At("spec", "selector") is not JsonObject { Count: > 0 } selector)
        {
            return [ErrorCause.Required("spec.selector")];
        }

        var labels = json.At("spec", "template", "metadata", "labels");
        return LabelSelector.Of(selector).Matches(labels)
            ? Containers(json, "spec.template.spec.containers")
            :
            [
                ErrorCause.InvalidValue(
                    "spec.template.metadata.labels",
                    labels?.ToJsonString() ?? "",
                    "`selector` does not match template `labels`"
                ),
            ];
    }

    private static ErrorCause[] Containers(JsonObject json, string field) =>
        ObjectDefaults.PodSpecs(json).Any(pod => pod["containers"] is JsonArray { Count: > 0 })
            ? []
            : [ErrorCause.Required(field)];

    private static ErrorCause[] Service(JsonObject json) =>
        json.At("spec", "ports") is JsonArray { Count: > 0 }
        || json.TextAt("spec", "type") == "ExternalName"
        || json.TextAt("spec", "clusterIP") == "None"
            ? []
            : [ErrorCause.Required("spec.ports")];

    private static IEnumerable<ErrorCause> Definition(JsonObject json)
    {
        var spec = json["spec"];
        var expected = $"{spec.TextAt("names", "plural")}.{spec.TextAt("group")}";
        if (json.TextAt("metadata", "name") != expected)
        {
            yield return ErrorCause.InvalidValue(
                "metadata.name",
                json.TextAt("metadata", "name") ?? "",
                "must be spec.names.plural+\".\"+spec.group"
            );
        }

        if (spec.TextAt("scope") is not ("Namespaced" or "Cluster"))
        {
            yield return ErrorCause.Required("spec.scope");
        }

        if (spec.At("versions").Objects().Count(version => version.TrueAt("storage")) != 1)
        {
            yield return ErrorCause.InvalidValue(
                "spec.versions",
                "",
                "must have exactly one version marked as storage version"
            );
        }
    }

    private static IEnumerable<ErrorCause> Changes(ServedKind kind, JsonObject json, JsonObject before)
    {
        foreach (var path in Immutable.GetValueOrDefault(kind.Kind.Kind) ?? [])
        {
            var names = path.Split('.');
            if (!JsonNode.DeepEquals(json.At(names), before.At(names)))
            {
                yield return ErrorCause.InvalidValue(path, "", "field is immutable");
            }
        }

        if (before.TrueAt("immutable"))
        {
            foreach (var name in (string[])["data", "binaryData", "immutable"])
            {
                if (!JsonNode.DeepEquals(json[name], before[name]))
                {
                    yield return ErrorCause.ForbiddenField(name, "field is immutable when `immutable` is set");
                }
            }
        }
    }

    private static void RequireTexts(string field, JsonNode? map)
    {
        foreach (var (_, value) in map as JsonObject ?? [])
        {
            if (value is not null && value.AsText() is null)
            {
                throw ApiErrorException.BadRequest(
                    $"json: cannot unmarshal {value.GetValueKind().ToString().ToLowerInvariant()} into Go struct field "
                        + $".{field} of type string"
                );
            }
        }
    }

    private static bool IsBase64(string text) => Convert.TryFromBase64String(text, new byte[text.Length], out _);
}
