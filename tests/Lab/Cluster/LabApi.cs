using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;

namespace ReleaseManager.Lab;

/// <summary>
/// A raw client of a cluster's API, by paths and JSON. The lab judges the product's own client, so it does not stand on it.
/// </summary>
public sealed class LabApi : IDisposable
{
    private readonly HttpClient _http;

    internal LabApi(HttpClient http) => _http = http;

    /// <summary>Whether the API server says that it is ready; false also while nobody listens.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken stop)
    {
        try
        {
            using var answer = await _http.GetAsync("/readyz", stop);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Whether there is an object at the path.</summary>
    public async Task<bool> ExistsAsync(string path, CancellationToken stop) => await GetAsync(path, stop) is not null;

    /// <summary>Reads an object or a list.</summary>
    /// <returns>The object; null if there is none.</returns>
    public Task<JsonObject?> GetAsync(string path, CancellationToken stop) =>
        SendAsync(HttpMethod.Get, path, null, "application/json", stop);

    /// <summary>Creates an object.</summary>
    /// <returns>The object as the server holds it; null if one of that name is there (or its collection is not).</returns>
    public Task<JsonObject?> CreateAsync(string path, JsonObject body, CancellationToken stop) =>
        SendAsync(HttpMethod.Post, path, body, "application/json", stop);

    /// <summary>Changes an object by JSON merge patch.</summary>
    /// <returns>The object as the server holds it; null if there is none, or another change came in between.</returns>
    public Task<JsonObject?> MergeAsync(string path, JsonObject patch, CancellationToken stop) =>
        SendAsync(HttpMethod.Patch, path, patch, "application/merge-patch+json", stop);

    /// <summary>Deletes an object.</summary>
    /// <param name="options">DeleteOptions, for example a grace period or a uid that must match; null for none.</param>
    /// <returns>The server's answer; null if there is no such object, or a precondition does not hold.</returns>
    public Task<JsonObject?> DeleteAsync(string path, JsonObject? options, CancellationToken stop) =>
        SendAsync(HttpMethod.Delete, path, options, "application/json", stop);

    /// <summary>Follows a collection from a resourceVersion on, until the server ends the watch.</summary>
    public async IAsyncEnumerable<JsonObject> WatchAsync(
        string path,
        string resourceVersion,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var query = $"{path}{separator}watch=true&allowWatchBookmarks=true&resourceVersion={resourceVersion}";
        using var answer = await _http.GetAsync(query, HttpCompletionOption.ResponseHeadersRead, stop);
        answer.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(stop));
        while (await reader.ReadLineAsync(stop) is { } line)
        {
            yield return JsonNode.Parse(line)!.AsObject();
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonObject?> SendAsync(
        HttpMethod method,
        string path,
        JsonObject? body,
        string contentType,
        CancellationToken stop
    )
    {
        using var request = new HttpRequestMessage(method, path) { Version = HttpVersion.Version20 };
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, contentType);
        }

        using var answer = await _http.SendAsync(request, stop);
        if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            return null;
        }

        if (!answer.IsSuccessStatusCode)
        {
            var text = await answer.Content.ReadAsStringAsync(stop);
            throw new HttpRequestException(
                $"{method} {path}: {(int)answer.StatusCode} {text}",
                null,
                answer.StatusCode
            );
        }

        // Not by ReadFromJsonAsync: that takes "tRue" and "true" for the same member.
        var content = await answer.Content.ReadAsStreamAsync(stop);
        return (await JsonNode.ParseAsync(content, cancellationToken: stop))!.AsObject();
    }
}
