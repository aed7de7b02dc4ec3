namespace ReleaseManager.Lab;

/// <summary>A user of a cluster, known by a client certificate.</summary>
public sealed record ClientIdentity
{
    /// <summary>The user's name in the cluster.</summary>
    public required string User { get; init; }

    /// <summary>The user's groups; <c>system:masters</c> may do all, none may do nothing that RBAC does not grant.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>When the certificate ends, counted from now; negative for one that has expired.</summary>
    public TimeSpan Validity { get; init; } = TimeSpan.FromDays(30);

    /// <summary>True for an RSA key in PKCS#1 form, false for an elliptic-curve one in SEC 1 form.</summary>
    public bool Rsa { get; init; }

    /// <summary>The administrator that the lab itself uses.</summary>
    public static ClientIdentity Admin { get; } = new() { User = "lab-admin", Groups = ["system:masters"] };

    /// <summary>A user without any right.</summary>
    public static ClientIdentity Nobody { get; } = new() { User = "lab-nobody" };

    /// <summary>An administrator whose certificate ended an hour ago.</summary>
    public static ClientIdentity Expired { get; } =
        Admin with
        {
            User = "lab-expired",
            Validity = TimeSpan.FromHours(-1),
        };
}
