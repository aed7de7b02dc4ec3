using System.Text.RegularExpressions;
using ReleaseManager.Contracts;

namespace ReleaseManager.Core.Tests.Architecture;

/// <summary>
/// Finds the ids of errors in the source: what stands, as a literal or a constant, where an error or something that makes errors takes its id. Makers are
/// known by their first parameter, so that a new one need not be told here.
/// </summary>
internal sealed partial class ErrorIds
{
    private const string Id = "[A-Z][a-z0-9]+([A-Z][A-Za-z0-9]*)+";
    private const string KubernetesClient = "Api";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, string> _found = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _texts;
    private readonly ILookup<string, string> _constants;

    private ErrorIds()
    {
        _texts = Directory
            .GetFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/") && !file.Contains(".Sandbox/"))
            .ToDictionary(
                file => file,
                file => Comment().Replace(File.ReadAllText(Path.Combine(Repository.Root, file)), ""),
                StringComparer.Ordinal
            );
        _constants = _texts
            .Values.SelectMany(text => Constant().Matches(text))
            .ToLookup(match => match.Groups["name"].Value, match => match.Groups["id"].Value, StringComparer.Ordinal);
    }

    /// <summary>The ids, each with a file that gives it.</summary>
    public static IReadOnlyDictionary<string, string> InSource { get; } = Search();

    private static Dictionary<string, string> Search()
    {
        var search = new ErrorIds();
        search.FindGiven();
        search.FindNamed();
        search.FindComposed();
        return search._found;
    }

    /// <summary>The first argument of whatever takes an id there: a literal, two of them with a condition, or a constant.</summary>
    private void FindGiven()
    {
        var makers = _texts
            .Values.SelectMany(text => Maker().Matches(text))
            .Select(match => match.Groups["name"].Value);
        var call = new Regex(
            $@"\b(new|{string.Join('|', makers.Distinct(StringComparer.Ordinal))})\(\s*",
            RegexOptions.ExplicitCapture,
            Patience
        );
        foreach (var (file, text) in _texts)
        {
            foreach (var match in call.Matches(text).Cast<Match>())
            {
                var argument = Part(text, match.Index + match.Length, isArgument: true);
                Add(file, Chosen().Matches(argument));
                if (Name().Match(argument) is { Success: true } name)
                {
                    Add(file, _constants[name.Groups["name"].Value]);
                }
            }
        }
    }

    /// <summary>What is called an id, or is followed by a kind of error or by a whole sentence.</summary>
    private void FindNamed()
    {
        foreach (var (file, text) in _texts)
        {
            Add(file, Initialised().Matches(text));
            Add(file, BeforeSentence().Matches(text));
            Add(file, OfRecord().Matches(text));
            foreach (var match in Variable().Matches(text).Cast<Match>())
            {
                Add(file, Chosen().Matches(Part(text, match.Index, isArgument: false)));
            }
        }
    }

    /// <summary>Ids that are put together: of the kind of a content and what is wrong with it, of what the Kubernetes API calls its refusal.</summary>
    private void FindComposed()
    {
        var state = _texts.Where(file => file.Key.Contains("/ReleaseManager.Core/State/")).ToList();
        var kinds = state
            .SelectMany(file => ContentKind().Matches(file.Value))
            .Select(match => match.Groups["id"].Value);
        foreach (var (file, text) in state)
        {
            var ends = ContentFault().Matches(text).Select(match => match.Groups["id"].Value);
            Add(file, ends.SelectMany(end => kinds.Distinct(StringComparer.Ordinal), (end, kind) => kind + end));
        }

        foreach (var (file, text) in _texts.Where(file => file.Key.Contains("/Clusters/")))
        {
            Add(file, Refusal().Matches(text).Select(match => KubernetesClient + match.Groups["id"].Value));
        }
    }

    private void Add(string file, IEnumerable<Match> matches) =>
        Add(file, matches.Select(match => match.Groups["id"].Value));

    private void Add(string file, IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            _found.TryAdd(id, file);
        }
    }

    /// <summary>The text up to the end of an argument or a statement; what is in quotes or brackets does not end it.</summary>
    private static string Part(string text, int start, bool isArgument)
    {
        var (depth, at) = (0, start);
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '"')
            {
                for (at++; at < text.Length && text[at] != '"'; at++)
                {
                    at += text[at] == '\\' ? 1 : 0;
                }
            }
            else if (c is '(' or '[' or '{')
            {
                depth++;
            }
            else if (c is ')' or ']' or '}')
            {
                depth--;
            }

            if (depth < 0 || c == ';' || (isArgument && depth == 0 && c == ','))
            {
                break;
            }
        }

        return text[start..Math.Min(at, text.Length)];
    }

    [GeneratedRegex("^[ \t]*//.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"const string (?<name>\w+)\s*=\s*""(?<id>" + Id + @")""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Constant();

    [GeneratedRegex(@"\b(?<name>\w+)\(\s*string (errorId|id)\b", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Maker();

    // What is compared (is "X") is another program's word.
    [GeneratedRegex(@"(^|[?:(]\s*|=>\s*)""(?<id>" + Id + @")""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Chosen();

    [GeneratedRegex(@"^(\w+\.)?(?<name>\w+)\s*$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Name();

    [GeneratedRegex(@"\bErrorId\s*=\s*""(?<id>" + Id + @")""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Initialised();

    [GeneratedRegex(
        @"(?<!KubeApiException\(\s*\d+,\s*)""(?<id>" + Id + @")""\s*,\s*(ErrorKind\.|\$?""[A-Z][^""\n]* [^""\n]*\."")",
        RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex BeforeSentence();

    [GeneratedRegex(@"new ErrorRecord\(\s*\w+,\s*""(?<id>\w+)""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex OfRecord();

    [GeneratedRegex(@"\bvar (id\s*=|\(id,)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Variable();

    [GeneratedRegex(
        @"\b(Damaged|ReadAsync|ReadPackedAsync)\([^;""]*""(?<id>[A-Z][a-z]+)""",
        RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex ContentKind();

    [GeneratedRegex(@"\$""\{what\}(?<id>[A-Z][a-z]+)""", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex ContentFault();

    [GeneratedRegex(
        @"(\b\d{3} => |KubeApiException\(\s*\d+,\s*|Equals\(Reason, )""(?<id>[A-Z]\w+)""",
        RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Refusal();
}
