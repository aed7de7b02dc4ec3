using System.Text;

namespace ReleaseManager.S3.Tests.Stub;

/// <summary>An answer of the stub, and what happens to it on its way.</summary>
internal sealed record StubAnswer(int Status, byte[] Body)
{
    public StubAnswer(int status, string body = "")
        : this(status, Encoding.UTF8.GetBytes(body)) { }

    public Dictionary<string, string> Headers { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    public StubMishap Mishap { get; init; }

    /// <summary>An error in the form in which S3 documents it.</summary>
    public static StubAnswer Error(int status, string code, string more = "") =>
        new(
            status,
            $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message></Message>{more}<RequestId>1</RequestId></Error>"
        );

    public StubAnswer WithHeader(string name, string value)
    {
        Headers[name] = value;
        return this;
    }
}
