namespace ReleaseManager.Core.Clusters;

/// <summary>Where an object, or a collection of objects, is in the API.</summary>
/// <param name="Resource">The kind as it is served.</param>
/// <param name="Namespace">Namespace; null for kinds outside namespaces, and for a collection over all of them.</param>
/// <param name="Name">Name of the object; null for a collection.</param>
public readonly record struct ResourceAddress(ApiResource Resource, string? Namespace, string? Name)
{
    /// <summary>A part of the object with a path of its own, such as <c>status</c> or <c>scale</c>.</summary>
    public string? Subresource { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = Resource.QualifiedName;
        if (Name is not null)
        {
            text += $" \"{Name}\"";
        }

        return Namespace is null ? text : $"{text} in namespace \"{Namespace}\"";
    }
}
