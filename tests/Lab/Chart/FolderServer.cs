using System.Globalization;
using System.Net;

namespace ReleaseManager.Lab.Chart;

/// <summary>The plainest web server: the files of one folder.</summary>
internal sealed class FolderServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly string _folder;
    private readonly Task _serving;

    public FolderServer(string folder)
    {
        _folder = folder;
        Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LabPorts.Free()}/");
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Where it listens.</summary>
    public string Address { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext asked;
            try
            {
                asked = await _listener.GetContextAsync();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var file = Path.Combine(_folder, Path.GetFileName(asked.Request.Url!.AbsolutePath));
            asked.Response.StatusCode = File.Exists(file) ? 200 : 404;
            if (File.Exists(file))
            {
                await using var content = File.OpenRead(file);
                await content.CopyToAsync(asked.Response.OutputStream);
            }

            asked.Response.Close();
        }
    }
}
