using System.Text.Json.Nodes;

namespace ReleaseManager.Lab.Scenario;

/// <summary>Says in words where two JSON values differ.</summary>
public static class JsonDifference
{
    private const int Shown = 60;

    /// <summary>One line per difference, for example <c>spec.replicas: 2 in A, 3 in B</c>; none if the values are equal.</summary>
    public static IEnumerable<string> Between(JsonNode? a, JsonNode? b, string path = "") =>
        (a, b) switch
        {
            (JsonObject one, JsonObject other) => Members(one, other, path),
            (JsonArray one, JsonArray other) when one.Count == other.Count => Items(one, other, path),
            // Number text counts: 1 and 1.0 are different answers of a server.
            _ when Text(a) == Text(b) => [],
            _ => [$"{path}: {Show(a)} in A, {Show(b)} in B"],
        };

    private static IEnumerable<string> Members(JsonObject a, JsonObject b, string path) =>
        a.Select(member => member.Key)
            .Union(b.Select(member => member.Key), StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .SelectMany(name => Member(a, b, name, path.Length == 0 ? name : $"{path}.{name}"));

    private static IEnumerable<string> Member(JsonObject a, JsonObject b, string name, string path) =>
        (a.ContainsKey(name), b.ContainsKey(name)) switch
        {
            (true, false) => [$"{path}: {Show(a[name])} in A, absent in B"],
            (false, true) => [$"{path}: absent in A, {Show(b[name])} in B"],
            _ => Between(a[name], b[name], path),
        };

    private static IEnumerable<string> Items(JsonArray a, JsonArray b, string path) =>
        a.Zip(b).SelectMany((pair, index) => Between(pair.First, pair.Second, $"{path}[{index}]"));

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "null";

    private static string Show(JsonNode? node) =>
        Text(node) is { Length: > Shown } text ? text[..Shown] + "..." : Text(node);
}
