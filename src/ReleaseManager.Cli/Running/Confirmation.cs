using System.CommandLine;

namespace ReleaseManager.Cli.Running;

/// <summary>Asks before something goes for good.</summary>
internal static class Confirmation
{
    /// <summary>Do not ask.</summary>
    public static Option<bool> Yes { get; } = Flags.Switch("--yes", "Do not ask", "-y");

    /// <summary>Whether to go on.</summary>
    /// <param name="question">Without its question mark.</param>
    /// <param name="location">Where it would go.</param>
    /// <exception cref="ReleaseManagerException">Nobody can be asked.</exception>
    public static bool Ask(Session session, string question, string location)
    {
        if (session.Get(Yes))
        {
            return true;
        }

        if (Console.IsInputRedirected || Console.IsErrorRedirected)
        {
            throw new ReleaseManagerException(
                "ConfirmationNeeded",
                ErrorKind.Usage,
                $"Nobody can be asked whether something is to be removed from {location}."
            )
            {
                Target = location,
                Advice = "Give --yes to remove it without being asked, or --dry-run to see what would be removed.",
            };
        }

        Console.Error.Write($"{question}? [y/N] ");
        if (Console.ReadLine()?.Trim() is "y" or "Y" or "yes")
        {
            return true;
        }

        session.Messages.Say("Nothing was removed.");
        return false;
    }
}
