using System.Text;

namespace ReleaseManager.Core.State;

/// <summary>Reads the keys of encrypted states from where users keep them.</summary>
public static class StateKeyFile
{
    /// <summary>The environment variable with the passphrase of the state that a command works on.</summary>
    public const string Variable = "RELEASEMANAGER_PASSPHRASE";

    /// <summary>The environment variable with the passphrase of the copy that a command writes.</summary>
    public const string CopyVariable = "RELEASEMANAGER_TO_PASSPHRASE";

    /// <summary>The environment variable with the passphrase of the state on the right of a comparison.</summary>
    public const string DifferenceVariable = "RELEASEMANAGER_DIFFERENCE_PASSPHRASE";

    /// <summary>More than any passphrase, and little to read where somebody names the wrong file.</summary>
    private const int MaxLength = 64 * 1024;

    /// <summary>The passphrase in the environment; null where the variable is not set, or empty.</summary>
    public static StateKey? FromEnvironment(string variable = Variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } passphrase
            ? StateKey.FromPassphrase(passphrase)
            : null;

    /// <summary>A key file of 32 bytes.</summary>
    /// <exception cref="ReleaseManagerException">It is not there, cannot be read or is of another length.</exception>
    public static StateKey ReadKey(string path) => StateKey.FromFile(Read(path, "key file"), path);

    /// <summary>A passphrase as UTF-8 text; the newline at its end is not part of it, nor is a mark of the encoding at its beginning.</summary>
    /// <exception cref="ReleaseManagerException">It is not there, cannot be read, is empty or no text.</exception>
    public static StateKey ReadPassphrase(string path)
    {
        var bytes = Read(path, "passphrase file").AsSpan();
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Unusable(path, $"The passphrase file '{path}' is no text in UTF-8.", inner: null);
        }

        text =
            text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2]
            : text.EndsWith('\n') ? text[..^1]
            : text;
        return text.Length > 0
            ? StateKey.FromPassphrase(text)
            : throw Unusable(path, $"The passphrase file '{path}' is empty.", inner: null);
    }

    private static byte[] Read(string path, string what)
    {
        try
        {
            // Not by its length: a pipe has none.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            var bytes = new byte[MaxLength + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= MaxLength
                ? bytes[..length]
                : throw Unusable(path, $"The {what} '{path}' is longer than {MaxLength} bytes.", inner: null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unusable(path, $"There is no {what} '{path}'.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unusable(path, $"The {what} '{path}' cannot be read.", e);
        }
    }

    private static ReleaseManagerException Unusable(string path, string message, Exception? inner) =>
        new("KeyUnreadable", ErrorKind.Usage, message, inner)
        {
            Target = path,
            Advice = "Check the path: without its key an encrypted state cannot be opened.",
        };
}
