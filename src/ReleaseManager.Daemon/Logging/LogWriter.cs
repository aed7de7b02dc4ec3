using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ReleaseManager.Daemon.Logging;

/// <summary>Writes one line for each event, whatever its texts hold.</summary>
/// <param name="lines">Where they go; each line is flushed.</param>
/// <param name="least">What matters less than this is left out.</param>
/// <param name="time">The clock of the lines.</param>
public sealed class LogWriter(TextWriter lines, LogForm form, DaemonLogLevel least, TimeProvider time) : IDaemonLog
{
    private static readonly JsonWriterOptions OneLine = new()
    {
        // Quotes and control characters stay escaped; what is only dangerous within HTML need not be.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Lock _oneLine = new();

    /// <inheritdoc/>
    public void Write(DaemonEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        if (happened.Level < least)
        {
            return;
        }

        var now = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var line = form is LogForm.Json ? AsJson(now, happened) : AsText(now, happened);
        lock (_oneLine)
        {
            try
            {
                lines.Write(line + "\n");
                lines.Flush();
            }
            catch (IOException)
            {
                // A full disk or a reader that has gone costs the line, not the backup.
            }
        }
    }

    private static string AsJson(string now, DaemonEvent happened)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(bytes, OneLine))
        {
            json.WriteStartObject();
            json.WriteString("time", now);
            json.WriteString("level", Name(happened.Level).ToLowerInvariant());
            json.WriteString("event", happened.Name);
            json.WriteString("message", happened.Message);
            if (happened.Fields.Count > 0)
            {
                json.WriteStartObject("fields");
                foreach (var (key, value) in happened.Fields)
                {
                    json.WritePropertyName(key);
                    WriteValue(json, value);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(Text(value));
                break;
        }
    }

    private static string AsText(string now, DaemonEvent happened)
    {
        var line = new StringBuilder($"{now} {Name(happened.Level).ToUpperInvariant()} ");
        AppendOnOneLine(line, happened.Message);
        line.Append(" event=").Append(happened.Name);
        foreach (var (key, value) in happened.Fields)
        {
            line.Append(' ').Append(key).Append('=');
            var text = Text(value);
            if (text.Length > 0 && !text.AsSpan().ContainsAny(" \"="))
            {
                AppendOnOneLine(line, text);
            }
            else
            {
                line.Append('"');
                AppendOnOneLine(
                    line,
                    text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
                );
                line.Append('"');
            }
        }

        return line.ToString();
    }

    /// <summary>A control character, be it a line feed or the beginning of a terminal's escape sequence, stands as its number.</summary>
    private static void AppendOnOneLine(StringBuilder line, string text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c) || c is '\u2028' or '\u2029')
            {
                line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                line.Append(c);
            }
        }
    }

    private static string Name(DaemonLogLevel level) =>
        level switch
        {
            DaemonLogLevel.Debug => "debug",
            DaemonLogLevel.Information => "info",
            DaemonLogLevel.Warning => "warn",
            _ => "error",
        };

    private static string Text(object? value) =>
        value switch
        {
            bool truth => truth ? "true" : "false",
            IFormattable formattable => formattable.ToString(format: null, CultureInfo.InvariantCulture),
            _ => value?.ToString() ?? "",
        };
}
