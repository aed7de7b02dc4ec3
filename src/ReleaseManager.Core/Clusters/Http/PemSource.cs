using System.Text;

namespace ReleaseManager.Core.Clusters.Http;

/// <summary>PEM text and where it came from, for messages; the text itself never goes into one.</summary>
internal sealed class PemSource(string text, string where)
{
    public string Text => text;

    public byte[] Bytes => Encoding.UTF8.GetBytes(text);

    public string Where => where;

    /// <summary>Inline data beats a file, as in client-go.</summary>
    /// <returns>Null if neither is given.</returns>
    public static PemSource? Read(byte[]? data, string? path, string what)
    {
        if (data is { Length: > 0 })
        {
            return new PemSource(Encoding.UTF8.GetString(data), $"the kubeconfig's inline {what}");
        }

        if (string.IsNullOrEmpty(path))
        {
            return null;
        }

        try
        {
            return new PemSource(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigException(
                "KubeConfigFileUnreadable",
                $"The {what} file {path} that the kubeconfig names cannot be read: {e.Message}",
                e
            );
        }
    }
}
