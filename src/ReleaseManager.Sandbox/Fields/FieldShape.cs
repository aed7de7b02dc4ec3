using ReleaseManager.Sandbox.Json;
using ReleaseManager.Sandbox.Registry;

namespace ReleaseManager.Sandbox.Fields;

/// <summary>What is known of the structure at a place in an object: which lists merge, and what is one value.</summary>
internal abstract class FieldShape
{
    /// <summary>How a list here merges; null for a list that is one value.</summary>
    public abstract ListRule? List { get; }

    /// <summary>True where an object here is one value.</summary>
    public virtual bool Atomic => false;

    /// <summary>True where an object here is a map with free keys, like labels.</summary>
    public virtual bool Map => false;

    public abstract FieldShape Member(string name);

    public abstract FieldShape Item { get; }

    /// <summary>The shape of a kind's objects in one of its versions.</summary>
    public static FieldShape Of(ServedKind kind, string version)
    {
        if (kind.Definition is null)
        {
            return new BuiltInShape(kind.Kind.Kind, []);
        }

        var served = kind
            .Definition.At("spec", "versions")
            .Objects()
            .FirstOrDefault(each => each.TextAt("name") == version);
        return new CustomShape(served.At("schema", "openAPIV3Schema"), root: true);
    }
}
