using System.Diagnostics;
using Xunit;

namespace ReleaseManager.Cli.Tests;

/// <summary>The scripts of <c>releasemanager completion</c>, each in its real shell.</summary>
public sealed class ShellCompletionTests(ExportedStage exported) : IClassFixture<ExportedStage>
{
    /// <summary>How a shell is made to complete the line in $LINE without a terminal, and to write a candidate on each line.</summary>
    private static readonly Dictionary<string, string[]> Shells = new(StringComparer.Ordinal)
    {
        ["bash"] =
        [
            "--norc",
            "-c",
            """
                source <(releasemanager completion bash)
                complete -p releasemanager >/dev/null || exit 3
                COMP_LINE=$LINE; COMP_POINT=${#LINE}
                # As readline splits it: at blanks and at what stands in COMP_WORDBREAKS.
                read -ra COMP_WORDS <<< "${LINE//=/ = }"
                [[ $LINE == *' ' ]] && COMP_WORDS+=("")
                COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
                _releasemanager
                printf '%s\n' "${COMPREPLY[@]}"
                """,
        ],
        ["zsh"] =
        [
            "-f",
            "-c",
            """
                zmodload zsh/zpty
                zpty shell 'zsh -f -i'
                zpty -w shell 'autoload -Uz compinit; compinit -u -d $ZDOTDIR/dump; source <(releasemanager completion zsh)'
                zpty -w shell 'show() { print -r -- "$BUFFER" > $ZDOTDIR/shown; BUFFER=""; zle accept-line }; zle -N show; bindkey "^I" complete-word "^X" show; print -r IS-READY'
                zpty -r -m shell seen '*IS-READY*IS-READY*'
                zpty -w -n shell "$LINE"$'\t'$'\C-X'
                zpty -w shell 'print -r IS-DONE'
                zpty -r -m shell seen '*IS-DONE*IS-DONE*'
                print -r -- "$(<$ZDOTDIR/shown)"
                zpty -d shell
                """,
        ],
        ["fish"] =
        [
            "--no-config",
            "-c",
            """
                releasemanager completion fish | source
                complete -C "$LINE" | string split -f 1 \t
                """,
        ],
        ["pwsh"] =
        [
            "-NoProfile",
            "-NonInteractive",
            "-Command",
            """
                releasemanager completion powershell | Out-String | Invoke-Expression
                (TabExpansion2 $env:LINE $env:LINE.Length).CompletionMatches | ForEach-Object CompletionText
                """,
        ],
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task A_shell_completes_commands_flags_and_names(string shell)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is put on the path by a script of sh.");
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, shell))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, $"{shell} is not installed.");
        var state = exported.Stage.State;

        Assert.Contains("export", await CompleteAsync(program!, shell, "releasemanager exp"));
        Assert.Contains(
            "--kubecontext",
            await CompleteAsync(program!, shell, "releasemanager export local --kubecont")
        );
        Assert.Contains(
            "shop",
            await CompleteAsync(program!, shell, $"releasemanager list local --path {state} --name s")
        );
    }

    private async Task<IReadOnlyList<string>> CompleteAsync(string program, string shell, string line)
    {
        var folder = Directory.CreateDirectory(Path.Combine(exported.Stage.Folder, "bin")).FullName;
        var script = Path.Combine(folder, "releasemanager");
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        await File.WriteAllTextAsync(
            script,
            $"#!/bin/sh\nexec '{dotnet}' '{Path.Combine(AppContext.BaseDirectory, "releasemanager.dll")}' \"$@\"\n",
            Stop
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var start = new ProcessStartInfo(program, Shells[shell])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{folder}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["LINE"] = line;
        start.Environment["HOME"] = exported.Stage.Folder;
        start.Environment["ZDOTDIR"] = exported.Stage.Folder;
        start.Environment["XDG_CACHE_HOME"] = Path.Combine(exported.Stage.Folder, "cache");
        start.Environment["RELEASEMANAGER_COMPLETION_TIMEOUT"] = "300";
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(Stop);
        var output = await process.StandardOutput.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        Assert.True(process.ExitCode == 0, $"{shell} ended with {process.ExitCode}: {await errors}");
        return [.. output.Split((char[])['\n', '\r', ' '], StringSplitOptions.RemoveEmptyEntries)];
    }
}
