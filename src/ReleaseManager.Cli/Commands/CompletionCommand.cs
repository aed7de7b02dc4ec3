using System.CommandLine;
using ReleaseManager.Cli.Running;

namespace ReleaseManager.Cli.Commands;

/// <summary><c>releasemanager completion</c>: the script that lets a shell complete what is typed of this program.</summary>
internal static class CompletionCommand
{
    /// <summary>The shells, and the names of their scripts in this program.</summary>
    private static readonly IReadOnlyList<(string Shell, string Script, string Use)> Shells =
    [
        ("bash", "bash.sh", "source <(releasemanager completion bash)"),
        ("zsh", "zsh.zsh", "source <(releasemanager completion zsh)"),
        ("fish", "fish.fish", "releasemanager completion fish | source"),
        ("powershell", "powershell.ps1", "releasemanager completion powershell | Out-String | Invoke-Expression"),
    ];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var completion = new Command(
            "completion",
            "Write the script by which a shell completes commands, flags and names (names are waited for 2 seconds, or $RELEASEMANAGER_COMPLETION_TIMEOUT)"
        );
        foreach (var (shell, script, use) in Shells)
        {
            var command = new Command(shell, $"Write the script for {shell}; in its profile: {use}");
            command.SetAction(
                async (_, stop) =>
                {
                    await using var text = typeof(CompletionCommand).Assembly.GetManifestResourceStream(script)!;
                    using var reader = new StreamReader(text);
                    Console.Out.Write(await reader.ReadToEndAsync(stop));
                    return ExitCodes.Done;
                }
            );
            completion.Add(command);
        }

        return completion;
    }
}
