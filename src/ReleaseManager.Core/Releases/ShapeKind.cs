namespace ReleaseManager.Core.Releases;

/// <summary>What Go's type of a member takes.</summary>
internal enum ShapeKind
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>A number without fraction or exponent: a revision, of which 31 bits are enough.</summary>
    Whole,

    /// <summary>A number without fraction or exponent, of 64 bits as in Go.</summary>
    Long,

    /// <summary>A boolean.</summary>
    Truth,

    /// <summary>An RFC 3339 time, or "" for none: Helm's own times.</summary>
    ReleaseTime,

    /// <summary>An RFC 3339 time; "" is an error.</summary>
    PlainTime,

    /// <summary>Bytes in base64.</summary>
    Bytes,

    /// <summary>An object with known members; others are ignored.</summary>
    Struct,

    /// <summary>An array.</summary>
    List,

    /// <summary>An object with any names.</summary>
    Map,

    /// <summary>Anything whose numbers fit a float64.</summary>
    Free,

    /// <summary>Nothing but null: an interface that Go cannot fill.</summary>
    Refused,
}
