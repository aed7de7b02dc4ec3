using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using ReleaseManager.Core.Clusters;
using ReleaseManager.PowerShell.Running;

namespace ReleaseManager.PowerShell.Parameters;

/// <summary>Completes the contexts of the kubeconfig; says nothing where that cannot be read.</summary>
public sealed class KubeContextCompleter : IArgumentCompleter
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
        var ofReference = parameterName is "ReferenceKubeContext" ? fakeBoundParameters?["ReferenceKubeconfig"] : null;
        return
        [
            .. Contexts((ofReference ?? fakeBoundParameters?["Kubeconfig"]) as string)
                .Where(name => name.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                .Select(name => new CompletionResult(Quoted(name), name, CompletionResultType.ParameterValue, name)),
        ];
    }

    private static IReadOnlyList<string> Contexts(string? kubeconfig)
    {
        try
        {
            var paths = SessionPaths();
            return KubeConfig.Contexts(
                kubeconfig is null ? null : UserPath.Resolve(paths, kubeconfig),
                ShellEnvironment.Of(paths)
            );
        }
        catch (ReleaseManagerException)
        {
            return [];
        }
    }

    // Completion runs within a pipeline of the session, where the runspace's own proxy refuses every call; a nested one may ask.
    private static PathIntrinsics SessionPaths()
    {
        using var nested = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        return nested.AddScript("$ExecutionContext.SessionState.Path").Invoke<PathIntrinsics>()[0];
    }

    private static string Quoted(string name) =>
        name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':')
            ? name
            : $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";
}
