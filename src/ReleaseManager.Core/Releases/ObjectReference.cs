namespace ReleaseManager.Core.Releases;

/// <summary>A Secret, ConfigMap or ServiceAccount that an object refers to by name.</summary>
internal readonly record struct ObjectReference(string Kind, string Namespace, string Name)
{
    public const string Secret = "Secret";
    public const string ConfigMap = "ConfigMap";
    public const string ServiceAccount = "ServiceAccount";

    /// <summary>Whether Kubernetes itself puts it into every namespace, so that nobody has to bring it.</summary>
    public bool IsGiven => (Kind, Name) is (ServiceAccount, "default") or (ConfigMap, "kube-root-ca.crt");

    /// <summary>Reads what <see cref="ToString"/> wrote; null where it is something else.</summary>
    public static ObjectReference? Parse(string text) =>
        text.Split(' ', '/') is [Secret or ConfigMap or ServiceAccount, { Length: > 0 }, { Length: > 0 }] parts
            ? new ObjectReference(parts[0], parts[1], parts[2])
            : null;

    /// <summary>For example <c>Secret shop/db</c>.</summary>
    public override string ToString() => $"{Kind} {Namespace}/{Name}";
}
