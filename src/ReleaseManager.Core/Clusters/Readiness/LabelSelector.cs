using System.Text.Json;

namespace ReleaseManager.Core.Clusters.Readiness;

/// <summary>The selector of a workload: which Pods are meant (k8s.io/apimachinery pkg/apis/meta/v1 LabelSelectorAsSelector).</summary>
internal sealed class LabelSelector
{
    private readonly List<Term> _terms = [];

    private LabelSelector() { }

    /// <summary>Whether it means nothing at all, since there is no selector.</summary>
    public bool IsNothing { get; private init; }

    /// <summary>The selector of an object's <c>spec</c>: of a ReplicationController a plain map, else labels and expressions.</summary>
    public static LabelSelector Of(KubeObject found)
    {
        if (found.Find("spec", "selector") is not { ValueKind: JsonValueKind.Object } selector)
        {
            return new LabelSelector { IsNothing = found.Kind != "ReplicationController" };
        }

        var read = new LabelSelector();
        var plain = found.Kind == "ReplicationController";
        read.AddLabels(plain ? selector : new KubeObject(selector).Find("matchLabels"));
        foreach (var expression in plain ? [] : new KubeObject(selector).Items("matchExpressions"))
        {
            var values = expression.Find("values") is { ValueKind: JsonValueKind.Array } list
                ? list.EnumerateArray().Select(value => value.ToString()).ToList()
                : [];
            read._terms.Add(
                new Term(expression.GetString("key") ?? "", expression.GetString("operator") ?? "", values)
            );
        }

        return read;
    }

    /// <summary>Whether an object with these labels is meant.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels) =>
        !IsNothing && _terms.TrueForAll(term => term.Matches(labels));

    /// <summary>In the API's own syntax.</summary>
    public override string ToString() => string.Join(',', _terms);

    private void AddLabels(JsonElement? map)
    {
        if (map is { ValueKind: JsonValueKind.Object } labels)
        {
            _terms.AddRange(
                labels.EnumerateObject().Select(label => new Term(label.Name, "In", [label.Value.ToString()]))
            );
        }
    }

    private sealed record Term(string Key, string Operator, IReadOnlyList<string> Values)
    {
        public bool Matches(IReadOnlyDictionary<string, string> labels)
        {
            var has = labels.TryGetValue(Key, out var value);
            return Operator switch
            {
                "In" => has && Values.Contains(value, StringComparer.Ordinal),
                "NotIn" => !has || !Values.Contains(value, StringComparer.Ordinal),
                "Exists" => has,
                "DoesNotExist" => !has,
                _ => false,
            };
        }

        public override string ToString() =>
            Operator switch
            {
                "In" => $"{Key} in ({string.Join(',', Values)})",
                "NotIn" => $"{Key} notin ({string.Join(',', Values)})",
                "DoesNotExist" => $"!{Key}",
                _ => Key,
            };
    }
}
