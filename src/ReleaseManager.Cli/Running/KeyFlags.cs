using System.CommandLine;
using ReleaseManager.Core.State;

namespace ReleaseManager.Cli.Running;

/// <summary>The flags that say what opens an encrypted state; a passphrase never stands on the command line, where every process could read it.</summary>
/// <param name="prefix">What their names begin with.</param>
/// <param name="what">What the key is for.</param>
/// <param name="variable">The environment variable with a passphrase; null where there is none.</param>
internal sealed class KeyFlags(string prefix, string what, string? variable)
{
    private readonly Option<string?> _passphraseFile = Flags.Text(
        $"--{prefix}passphrase-file",
        $"File with the passphrase {what}; the newline at its end does not count{(variable is null ? "" : $" (else ${variable})")}",
        "file"
    );

    private readonly Option<string?> _keyFile = Flags.Text($"--{prefix}key-file", $"File of 32 bytes {what}", "file");

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_passphraseFile, _keyFile];

    /// <summary>Their names, for a message.</summary>
    public string Names => $"{_passphraseFile.Name} or {_keyFile.Name}";

    /// <summary>How many of them were given.</summary>
    public int Given(Func<Option<string?>, string?> value) => All.Count(one => value((Option<string?>)one) is not null);

    /// <summary>The key; null where none was given and none stands in the environment.</summary>
    /// <exception cref="ReleaseManagerException">Its file cannot be used.</exception>
    public StateKey? Read(ParseResult parsed)
    {
        if (parsed.GetValue(_passphraseFile) is { } passphrase)
        {
            return StateKeyFile.ReadPassphrase(passphrase);
        }

        return parsed.GetValue(_keyFile) is { } file ? StateKeyFile.ReadKey(file)
            : variable is null ? null
            : StateKeyFile.FromEnvironment(variable);
    }
}
