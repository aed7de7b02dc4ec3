namespace ReleaseManager.Core.Clusters.Http;

/// <summary>A successful answer whose body has not been read yet.</summary>
internal sealed class OpenResponse(HttpResponseMessage response) : IDisposable
{
    public HttpResponseMessage Response => response;

    public void Dispose() => response.Dispose();
}
