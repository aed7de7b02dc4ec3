using System.CommandLine;

namespace ReleaseManager.Cli.Running.Configuration;

/// <summary>The value of a flag that nobody typed.</summary>
/// <param name="Option">The flag.</param>
/// <param name="Values">Its value, or its values, as they would be typed; never shown, since they may be secret.</param>
/// <param name="Source">Where it stands, for messages: a key and its file, or a variable.</param>
/// <param name="IsVariable">Whether it comes from the environment, which counts more than a file.</param>
internal sealed record Setting(Option Option, IReadOnlyList<string> Values, string Source, bool IsVariable)
{
    /// <summary>As it would be typed, in one word each, so that no value can be taken for a flag.</summary>
    public IEnumerable<string> Words =>
        Values.Select(value =>
            value.Length == 0 && Option.Arity.MinimumNumberOfValues == 0 ? Option.Name : $"{Option.Name}={value}"
        );

    /// <summary>Where it stands, and nothing of its value.</summary>
    public override string ToString() => Source;
}
