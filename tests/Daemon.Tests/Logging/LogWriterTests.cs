using System.Text.Json;
using ReleaseManager.Contracts;
using ReleaseManager.Daemon.Logging;
using Xunit;

namespace ReleaseManager.Daemon.Tests.Logging;

public sealed class LogWriterTests : IDisposable
{
    private static readonly DaemonEvent Written = new(
        DaemonLogLevel.Information,
        "export.written",
        "Snapshot 7 was written.",
        ("snapshot", 7),
        ("suspect", false),
        ("location", "/var/lib/a state"),
        ("namespace", null)
    );

    private readonly StringWriter _lines = new();

    public void Dispose() => _lines.Dispose();

    [Fact]
    public void A_line_for_people_says_when_how_bad_what_and_where()
    {
        Write(LogForm.Text, Written);
        Assert.Equal(
            "2026-01-02T03:04:05.000Z INFO Snapshot 7 was written. event=export.written snapshot=7 suspect=false location=\"/var/lib/a state\" namespace=\"\"\n",
            _lines.ToString()
        );
    }

    [Fact]
    public void A_line_for_programs_is_one_JSON_object()
    {
        Write(LogForm.Json, Written);
        var line = JsonDocument.Parse(_lines.ToString()).RootElement;
        Assert.Equal("2026-01-02T03:04:05.000Z", line.GetProperty("time").GetString());
        Assert.Equal("info", line.GetProperty("level").GetString());
        Assert.Equal("export.written", line.GetProperty("event").GetString());
        Assert.Equal("Snapshot 7 was written.", line.GetProperty("message").GetString());
        Assert.Equal(7, line.GetProperty("fields").GetProperty("snapshot").GetInt32());
        Assert.Equal(JsonValueKind.False, line.GetProperty("fields").GetProperty("suspect").ValueKind);
        Assert.Equal(JsonValueKind.Null, line.GetProperty("fields").GetProperty("namespace").ValueKind);
    }

    [Theory]
    [InlineData(LogForm.Text)]
    [InlineData(LogForm.Json)]
    public void An_event_is_one_line_whatever_its_texts_hold(LogForm form)
    {
        var nasty = "a\nb\r\u001b[31mc\u2028\u0085\" d=\\";
        Write(form, new DaemonEvent(DaemonLogLevel.Warning, "x", nasty, ("name", nasty)));
        var text = _lines.ToString();
        Assert.Equal(text.Length - 1, text.IndexOf('\n', StringComparison.Ordinal));
        Assert.DoesNotContain(text[..^1], c => char.IsControl(c) || c is '\u2028');
        if (form is LogForm.Json)
        {
            Assert.Equal(nasty, JsonDocument.Parse(text).RootElement.GetProperty("message").GetString());
        }
    }

    [Theory]
    [InlineData(DaemonLogLevel.Debug, 4)]
    [InlineData(DaemonLogLevel.Warning, 2)]
    [InlineData(DaemonLogLevel.Error, 1)]
    public void What_matters_less_is_left_out(DaemonLogLevel least, int written)
    {
        var log = new LogWriter(_lines, LogForm.Text, least, new ManualTime());
        foreach (var level in Enum.GetValues<DaemonLogLevel>())
        {
            log.Write(new DaemonEvent(level, "x", "X."));
        }

        Assert.Equal(written, _lines.ToString().Count(c => c == '\n'));
    }

    private void Write(LogForm form, DaemonEvent happened) =>
        new LogWriter(_lines, form, DaemonLogLevel.Debug, new ManualTime()).Write(happened);
}
