namespace ReleaseManager;

/// <summary>How an object of a chart that is rendered anew differs from the stored one.</summary>
/// <param name="Name">The object, as <c>Kind namespace/name</c>; a hook after the word <c>hook</c>.</param>
/// <param name="Fields">
/// The fields that differ, as <c>path: old -&gt; new</c>; the path alone where the content may be secret or is long, and nothing at all for a Secret.
/// </param>
public sealed record ReleaseRenderChange(string Name, IReadOnlyList<string> Fields)
{
    /// <summary>
    /// The fields that differ, as <c>path: old -&gt; new</c>; the path alone where the content may be secret or is long, and nothing at all for a Secret.
    /// </summary>
    public IReadOnlyList<string> Fields
    {
        get;
        init => field = IndexedList.Of(value);
    } = IndexedList.Of(Fields);
}
