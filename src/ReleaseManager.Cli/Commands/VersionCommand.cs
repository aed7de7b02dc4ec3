using System.CommandLine;
using System.Runtime.InteropServices;
using ReleaseManager.Cli.Output;
using ReleaseManager.Cli.Running;
using ReleaseManager.Core;
using ReleaseManager.Core.State;

namespace ReleaseManager.Cli.Commands;

/// <summary><c>releasemanager version</c>.</summary>
internal static class VersionCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("version", "Show the version of this program and of the format that it writes");
        command.SetAction(parsed =>
        {
            var version = new VersionResult(
                Product.Version,
                StateHeader.CurrentFormat,
                RuntimeInformation.FrameworkDescription,
                RuntimeInformation.RuntimeIdentifier
            );
            using var session = new Session(parsed, PlaceKind.Local);
            session.Results.Write(
                version,
                CliJson.Plain.VersionResult,
                target =>
                    target.WriteLine(
                        $"releasemanager {version.Version}, state format {version.StateFormat}, {version.Runtime}, {version.Platform}"
                    )
            );
            return ExitCodes.Done;
        });
        return command;
    }
}
