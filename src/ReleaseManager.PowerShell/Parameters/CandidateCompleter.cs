using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using ReleaseManager.Core.Completion;

namespace ReleaseManager.PowerShell.Parameters;

/// <summary>
/// Completes a parameter by what is there, as the parameters that are typed already lead to it. It is bounded in time, says nothing where something fails, and
/// changes nothing.
/// </summary>
public abstract class CandidateCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters
    )
    {
        var start = (wordToComplete ?? "").Trim('\'', '"');
        try
        {
            var typed = new TypedParameters(commandName, fakeBoundParameters ?? new Hashtable());
            return [.. Completing.Matching(Find(typed), start).Select(ToResult)];
        }
        catch (Exception e) when (e is ReleaseManagerException or RuntimeException)
        {
            // Nothing was run yet: what is wrong with the line is told when it is.
            return [];
        }
    }

    /// <summary>What could be meant.</summary>
    internal abstract IReadOnlyList<Candidate> Find(TypedParameters typed);

    private static CompletionResult ToResult(Candidate candidate) =>
        new(Quoted(candidate.Value), candidate.Value, CompletionResultType.ParameterValue, candidate.About);

    private static string Quoted(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':')
            ? name
            : $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";
}
