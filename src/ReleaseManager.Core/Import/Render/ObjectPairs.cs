namespace ReleaseManager.Core.Import.Render;

/// <summary>Finds the objects of two manifests that stand for each other.</summary>
internal static class ObjectPairs
{
    /// <summary>One object on both sides, or on one of them.</summary>
    public readonly record struct Pair(RenderedObject? Old, RenderedObject? New);

    /// <param name="ns">The release's namespace, which counts for objects that name none.</param>
    /// <returns>The old objects in their order, each with its counterpart; then the new ones that have none.</returns>
    public static IReadOnlyList<Pair> Of(
        IReadOnlyList<RenderedObject> old,
        IReadOnlyList<RenderedObject> @new,
        string ns
    )
    {
        var left = @new.ToList();
        var pairs = old.Select(item => new Pair(item, TakeCounterpart(item, left, ns))).ToList();
        return [.. pairs, .. left.Select(item => new Pair(null, item))];
    }

    /// <summary>By kind, namespace and name; a kind may have gone over to another group or version of the API.</summary>
    private static RenderedObject? TakeCounterpart(RenderedObject old, List<RenderedObject> left, string ns)
    {
        var at = left.FindIndex(item => IsSame(item, old, ns) && item.Item.Group == old.Item.Group);
        at = at >= 0 ? at : left.FindIndex(item => IsSame(item, old, ns));
        if (at < 0)
        {
            return null;
        }

        var found = left[at];
        left.RemoveAt(at);
        return found;
    }

    private static bool IsSame(RenderedObject one, RenderedObject other, string ns) =>
        one.IsHook == other.IsHook
        && one.Item.Kind == other.Item.Kind
        && one.Item.Name == other.Item.Name
        && one.Item.GenerateName == other.Item.GenerateName
        && (one.Item.Namespace ?? ns) == (other.Item.Namespace ?? ns);
}
