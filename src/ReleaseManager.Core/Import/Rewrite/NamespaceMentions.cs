using System.Text.Json.Nodes;
using ReleaseManager.Core.Releases;

namespace ReleaseManager.Core.Import.Rewrite;

/// <summary>
/// Finds where a release that moved to another namespace still names the old one: names of objects and references to them, host names, arguments,
/// selectors of namespaces, its values, and those defaults of its chart that it does not overrule. It is told and not changed, since nobody can know what a
/// text means. A name comes first: where the chart builds it from the namespace, the next <c>helm upgrade</c> deletes the object and creates another.
/// <see cref="NamespaceWord"/> says what counts as a name of the namespace, <see cref="TextPlaces"/> which texts are looked at.
/// </summary>
internal static class NamespaceMentions
{
    private const int Most = 50;

    /// <param name="release">The base revision as it comes back.</param>
    /// <param name="source">The namespace in which it was saved.</param>
    /// <param name="moved">The namespaces that moved.</param>
    /// <returns>For example <c>Deployment web: /spec/template/spec/containers/0/args/1 names shop</c>; never the text itself.</returns>
    public static IReadOnlyList<string> Find(Release release, string source, IReadOnlyCollection<string> moved)
    {
        var values = release.Config is { } config ? GoJson.ReadNode(config) as JsonObject : null;
        var defaults = release.ChartValues is { } chart ? GoJson.ReadNode(chart) as JsonObject : null;
        var explained = Names(release).Concat(Overrides(defaults)).Concat(Overrides(values)).Distinct().ToList();
        var words = moved.Select(name => new NamespaceWord(name, name == source, explained)).ToList();
        TakeAway(defaults ?? [], values ?? []);
        var found = Manifest
            .Parse(release.Manifest)
            .Concat(release.Hooks.SelectMany(hook => Manifest.Parse(hook.Manifest)))
            .SelectMany(item => In(ObjectText.Describe(item.Json), TextPlaces.Of(item.Json), words))
            .OrderBy(mention => !mention.IsName)
            .Concat(In("values", TextPlaces.OfValues(values), words))
            .Concat(In("chart values", TextPlaces.OfValues(defaults), words))
            .Select(mention => mention.Text)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return found.Count <= Most ? found : [.. found.Take(Most), $"and {found.Count - Most} more places"];
    }

    private static IEnumerable<(string Text, bool IsName)> In(
        string what,
        IEnumerable<TextPlace> places,
        IReadOnlyList<NamespaceWord> words
    ) =>
        from place in places
        let isName = place.Path is "/metadata/name" or "/metadata/generateName"
        from word in words
        where (word.IsLeft || !isName) && word.IsIn(place)
        select ($"{what}: {place.Path} names {word.Name}", isName);

    /// <summary>What charts put into the names of a release's objects, alone and as <c>release-chart</c>.</summary>
    private static IEnumerable<string> Names(Release release)
    {
        string[] charts = release.Chart is { } chart ? [chart.Name, .. chart.Dependencies.Select(one => one.Name)] : [];
        return charts
            .SelectMany(name => (string[])[name, $"{release.Name}-{name}"])
            .Prepend(release.Name)
            .Where(name => name.Length > 0);
    }

    /// <summary>By these values, which all charts made by <c>helm create</c> know, somebody has chosen the names that would be built otherwise.</summary>
    private static IEnumerable<string> Overrides(JsonObject? values) =>
        TextPlaces
            .OfValues(values)
            .Where(place =>
                place.Text.Length > 0
                && (
                    place.Path.EndsWith("/nameOverride", StringComparison.Ordinal)
                    || place.Path.EndsWith("/fullnameOverride", StringComparison.Ordinal)
                )
            )
            .Select(place => place.Text);

    /// <summary>Takes away the defaults that count no more, since the release sets something itself there.</summary>
    private static void TakeAway(JsonObject defaults, JsonObject values)
    {
        foreach (var (key, value) in values)
        {
            if (value is JsonObject above && defaults[key] is JsonObject below)
            {
                TakeAway(below, above);
            }
            else
            {
                defaults.Remove(key);
            }
        }
    }
}
