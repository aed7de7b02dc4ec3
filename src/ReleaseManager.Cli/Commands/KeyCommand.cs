using System.CommandLine;
using System.Globalization;
using ReleaseManager.Cli.Output;
using ReleaseManager.Cli.Running;

namespace ReleaseManager.Cli.Commands;

/// <summary><c>releasemanager key</c>: the keys that open an encrypted state.</summary>
internal static class KeyCommand
{
    private static readonly KeyFlags New = new("new-", "that is to open the state, too", variable: null);

    /// <summary>Which key is to go.</summary>
    public static Option<string?> Id { get; } = Flags.Text("--id", "Name of the key, as 'key list' shows it", "key");

    /// <summary>The command.</summary>
    public static Command Create() =>
        new("key", "List, add and remove the keys that open an encrypted state")
        {
            Verb.OnState("list", "List the keys; needs none of them", [], ListAsync),
            Verb.OnState("add", "Add a key: the state is opened by each of its keys", [.. New.All], AddAsync),
            Verb.OnState("remove", "Remove a key, never the last one", [Id, Confirmation.Yes], RemoveAsync),
        };

    private static async Task<int> ListAsync(Session session, CancellationToken stop)
    {
        List<HelmReleaseStateKey> keys = [.. await session.OpenState().ListKeysAsync(stop)];
        session.Results.Write(
            keys,
            CliJson.Plain.ListHelmReleaseStateKey,
            target =>
                TableText.Write(
                    target,
                    ["KEY", "KIND", "CREATED"],
                    keys.Select(key =>
                        (IReadOnlyList<string?>)
                            [
                                key.Id,
                                KindOf(key.Kind),
                                key.Created.UtcDateTime.ToString(
                                    "yyyy-MM-dd HH:mm:ss'Z'",
                                    CultureInfo.InvariantCulture
                                ),
                            ]
                    )
                )
        );
        return ExitCodes.Done;
    }

    private static async Task<int> AddAsync(Session session, CancellationToken stop)
    {
        if (New.Given(session.Get) != 1)
        {
            throw Usage("NewKeyMissing", "Exactly one new key can be added at a time.", $"Give {New.Names}.");
        }

        var added = session.ReadKey(New)!;
        var state = session.OpenState();
        if (session.DryRun)
        {
            await state.ListKeysAsync(stop);
            session.Messages.Say($"Would add a {KindOf(added.Kind)} to {state.Location}.");
            return ExitCodes.Done;
        }

        var key = await state.AddKeyAsync(added, stop);
        session.Results.Write(
            key,
            CliJson.Plain.HelmReleaseStateKey,
            target => target.WriteLine($"Added key {key.Id}, a {KindOf(key.Kind)}, to {key.Location}.")
        );
        return ExitCodes.Done;
    }

    private static async Task<int> RemoveAsync(Session session, CancellationToken stop)
    {
        if (session.Get(Id) is not { Length: > 0 } id)
        {
            throw Usage("KeyIdMissing", "--id is missing: it says which key is to go.", "'key list' shows the keys.");
        }

        var state = session.OpenState();
        var key = (await state.ListKeysAsync(stop)).FirstOrDefault(one => one.Id == id);
        if (key is null)
        {
            throw new ReleaseManagerException(
                "StateKeyNotFound",
                ErrorKind.State,
                $"The state at {state.Location} has no key '{id}'."
            )
            {
                Target = id,
                Advice = "'key list' shows the keys.",
            };
        }

        if (!session.DryRun)
        {
            if (!Confirmation.Ask(session, $"Remove key {id} of {state.Location} for good", state.Location))
            {
                return ExitCodes.Incomplete;
            }

            await state.RemoveKeyAsync(id, stop);
        }

        session.Results.Write(
            key,
            CliJson.Plain.HelmReleaseStateKey,
            target =>
                target.WriteLine(
                    $"{(session.DryRun ? "Would remove" : "Removed")} key {id}, a {KindOf(key.Kind)}, of {key.Location}."
                )
        );
        return ExitCodes.Done;
    }

    private static string KindOf(KeySlotKind kind) => kind is KeySlotKind.KeyFile ? "key file" : "passphrase";

    private static ReleaseManagerException Usage(string errorId, string message, string advice) =>
        new(errorId, ErrorKind.Usage, message) { Advice = advice };
}
