using System.Text.Json.Nodes;
using ReleaseManager.Sandbox.Json;

namespace ReleaseManager.Sandbox.Demo;

/// <summary>Objects of clusters in which real Helm once worked, as they are built into the sandbox.</summary>
internal static class Fixtures
{
    public static IEnumerable<JsonObject> Read()
    {
        var assembly = typeof(Fixtures).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var buffer = new MemoryStream();
            stream.CopyTo(buffer);
            foreach (var json in JsonText.Read(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)).Objects())
            {
                yield return json;
            }
        }
    }
}
