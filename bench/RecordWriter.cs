using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ReleaseManager.Bench;

/// <summary>
/// Writes the Secrets in which Helm would keep the revisions: the same JSON, gzip, base64 and labels, with as many
/// templates as the size asks for. The same plan gives the same bytes, always.
/// </summary>
internal sealed class RecordWriter
{
    private const int TemplateBytes = 4000;
    private const string Time = "2026-01-02T03:04:05.678901234Z";

    private static readonly JsonWriterOptions AsGo = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly FillPlan _plan;
    private readonly string[] _words;
    private readonly double _textPerByte;

    public RecordWriter(FillPlan plan)
    {
        _plan = plan;
        var random = new Random(1);
        _words = [.. Enumerable.Range(0, 3000).Select(_ => Word(random))];
        // How much text gives how many bytes: found by trying, once.
        var text = plan.ValueBytes;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var bytes = Value(0, 1, text).Length;
            text = (int)((long)text * plan.ValueBytes / bytes);
        }

        _textPerByte = (double)text / plan.ValueBytes;
    }

    /// <summary>The Secret of a revision as JSON for a POST.</summary>
    public byte[] Secret(int release, int revision)
    {
        var name = FillPlan.NameOf(release);
        var number = revision.ToString(CultureInfo.InvariantCulture);
        var target = new ArrayBufferWriter<byte>(_plan.ValueBytes * 3 / 2);
        using var json = new Utf8JsonWriter(target, AsGo);
        json.WriteStartObject();
        json.WriteString("apiVersion", "v1");
        json.WriteString("kind", "Secret");
        json.WriteString("type", "helm.sh/release.v1");
        json.WriteStartObject("metadata");
        json.WriteString("name", $"sh.helm.release.v1.{name}.v{number}");
        json.WriteStartObject("labels");
        json.WriteString("name", name);
        json.WriteString("owner", "helm");
        json.WriteString("status", StatusOf(revision));
        json.WriteString("version", number);
        json.WriteString(revision < _plan.Revisions ? "modifiedAt" : "createdAt", "1767323045");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("data");
        json.WriteBase64String("release", Value(release, revision, (int)(_plan.ValueBytes * _textPerByte)));
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return target.WrittenSpan.ToArray();
    }

    /// <summary>Letters in syllables, so that the text compresses neither like noise nor like one line repeated.</summary>
    private static string Word(Random random)
    {
        const string hard = "bcdfghklmnprstvwz";
        const string soft = "aeiou";
        var word = new StringBuilder();
        for (var left = random.Next(1, 5); left > 0; left--)
        {
            word.Append(hard[random.Next(hard.Length)]).Append(soft[random.Next(soft.Length)]);
        }

        return word.ToString();
    }

    private string StatusOf(int revision) => revision < _plan.Revisions ? "superseded" : "deployed";

    private byte[] Value(int release, int revision, int textBytes)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        using (var json = new Utf8JsonWriter(gzip, AsGo))
        {
            WriteRelease(json, release, revision, textBytes);
        }

        var value = new byte[Base64.GetMaxEncodedToUtf8Length((int)compressed.Length)];
        Base64.EncodeToUtf8(compressed.GetBuffer().AsSpan(0, (int)compressed.Length), value, out _, out _);
        return value;
    }

    private void WriteRelease(Utf8JsonWriter json, int release, int revision, int textBytes)
    {
        var name = FillPlan.NameOf(release);
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteStartObject("info");
        json.WriteString("first_deployed", Time);
        json.WriteString("last_deployed", Time);
        json.WriteString("deleted", "");
        json.WriteString("description", revision == 1 ? "Install complete" : "Upgrade complete");
        json.WriteString("status", StatusOf(revision));
        json.WriteEndObject();
        WriteChart(json, new Random(HashCode(release, revision)), textBytes);
        json.WriteStartObject("config");
        json.WriteString("greeting", string.Create(CultureInfo.InvariantCulture, $"hello {revision}"));
        json.WriteEndObject();
        json.WriteString("manifest", ManifestOf(name, revision));
        json.WriteNumber("version", revision);
        json.WriteString("namespace", _plan.NamespaceOf(release));
        json.WriteEndObject();
    }

    private void WriteChart(Utf8JsonWriter json, Random random, int textBytes)
    {
        json.WriteStartObject("chart");
        json.WriteStartObject("metadata");
        json.WriteString("name", "bench");
        json.WriteString("version", "1.2.3");
        json.WriteString("apiVersion", "v2");
        json.WriteString("appVersion", "4.5.6");
        json.WriteString("type", "application");
        json.WriteEndObject();
        json.WriteNull("lock");
        json.WriteStartArray("templates");
        for (var (left, number) = (textBytes, 0); left > 0; left -= TemplateBytes, number++)
        {
            json.WriteStartObject();
            json.WriteString("name", string.Create(CultureInfo.InvariantCulture, $"templates/part-{number}.yaml"));
            json.WriteBase64String("data", Template(random, Math.Min(left, TemplateBytes)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("values");
        json.WriteString("greeting", "hello");
        json.WriteEndObject();
        json.WriteNull("schema");
        json.WriteNull("files");
        json.WriteEndObject();
    }

    private byte[] Template(Random random, int bytes)
    {
        if (!_plan.Compressible)
        {
            var noise = new byte[bytes];
            random.NextBytes(noise);
            return noise;
        }

        var text = new StringBuilder(bytes + 100);
        while (text.Length < bytes)
        {
            text.Append(' ', 2 * random.Next(1, 6))
                .Append(_words[random.Next(_words.Length)])
                .Append(": {{ .Values.")
                .Append(_words[random.Next(_words.Length)])
                .Append(" | quote }}\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, bytes));
    }

    private int HashCode(int release, int revision) => (release * _plan.Revisions) + revision;

    private static string ManifestOf(string name, int revision) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            ---
            # Source: bench/templates/configmap.yaml
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: {name}
            data:
              greeting: "hello {revision}"
            ---
            # Source: bench/templates/service.yaml
            apiVersion: v1
            kind: Service
            metadata:
              name: {name}
            spec:
              ports:
                - name: http
                  port: 80
                  targetPort: http
                  protocol: TCP
              selector:
                app.kubernetes.io/instance: {name}

            """
        );
}
