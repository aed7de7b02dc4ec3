namespace ReleaseManager.Sandbox.Http;

/// <summary>The fields of a protobuf message by number: the JSON member of each, and how it is encoded.</summary>
internal sealed class ProtobufMessage(params (int Number, string Member, ProtobufField Field)[] fields)
{
    private static readonly ProtobufMessage Metadata = new(
        (1, "name", ProtobufField.Text),
        (2, "generateName", ProtobufField.Text),
        (3, "namespace", ProtobufField.Text),
        (5, "uid", ProtobufField.Text),
        (6, "resourceVersion", ProtobufField.Text),
        (11, "labels", ProtobufField.TextMap),
        (12, "annotations", ProtobufField.TextMap),
        (14, "finalizers", ProtobufField.Texts)
    );

    private static readonly ProtobufMessage Access = new(
        (
            1,
            "resourceAttributes",
            ProtobufField.Message(
                new(
                    (1, "namespace", ProtobufField.Text),
                    (2, "verb", ProtobufField.Text),
                    (3, "group", ProtobufField.Text),
                    (4, "version", ProtobufField.Text),
                    (5, "resource", ProtobufField.Text),
                    (6, "subresource", ProtobufField.Text),
                    (7, "name", ProtobufField.Text)
                )
            )
        ),
        (
            2,
            "nonResourceAttributes",
            ProtobufField.Message(new((1, "path", ProtobufField.Text), (2, "verb", ProtobufField.Text)))
        )
    );

    private static readonly Dictionary<string, ProtobufMessage> Kinds = new(StringComparer.Ordinal)
    {
        ["Namespace"] = new((1, "metadata", ProtobufField.Message(Metadata))),
        ["Secret"] = new(
            (1, "metadata", ProtobufField.Message(Metadata)),
            (2, "data", ProtobufField.BytesMap),
            (3, "type", ProtobufField.Text),
            (4, "stringData", ProtobufField.TextMap),
            (5, "immutable", ProtobufField.Flag)
        ),
        ["ConfigMap"] = new(
            (1, "metadata", ProtobufField.Message(Metadata)),
            (2, "data", ProtobufField.TextMap),
            (3, "binaryData", ProtobufField.BytesMap),
            (4, "immutable", ProtobufField.Flag)
        ),
        ["ServiceAccount"] = new((1, "metadata", ProtobufField.Message(Metadata))),
        ["SelfSubjectAccessReview"] = new((2, "spec", ProtobufField.Message(Access))),
        ["SelfSubjectReview"] = new(),
        ["DeleteOptions"] = new(
            (1, "gracePeriodSeconds", ProtobufField.Number),
            (
                2,
                "preconditions",
                ProtobufField.Message(new((1, "uid", ProtobufField.Text), (2, "resourceVersion", ProtobufField.Text)))
            ),
            (3, "orphanDependents", ProtobufField.Flag),
            (4, "propagationPolicy", ProtobufField.Text),
            (5, "dryRun", ProtobufField.Texts)
        ),
    };

    private readonly Dictionary<int, (string Member, ProtobufField Field)> _byNumber = fields.ToDictionary(
        field => field.Number,
        field => (field.Member, field.Field)
    );

    /// <summary>The message of a kind; null for kinds that the sandbox reads as JSON only.</summary>
    public static ProtobufMessage? Of(string kind) => Kinds.GetValueOrDefault(kind);

    public (string Member, ProtobufField Field)? Find(int number) =>
        _byNumber.TryGetValue(number, out var found) ? found : null;
}
