using ReleaseManager.Core.Backends;
using Xunit;

namespace ReleaseManager.S3.Tests;

/// <summary>What every error of the backend must be.</summary>
internal static class BackendErrors
{
    /// <summary>Expects an error, within the bound that the backend promises, that names the place, says what to do and tells no secret.</summary>
    public static async Task<BackendException> FailsAsync(
        string errorId,
        S3BackendOptions options,
        Func<S3Backend, Task> call
    )
    {
        using var backend = new S3Backend(options);
        var error = await Assert.ThrowsAsync<BackendException>(() => call(backend).WaitAsync(BoundOf(options)));
        Assert.Equal(errorId, error.ErrorId);
        Assert.Equal(ErrorKind.Backend, error.Kind);
        Assert.Equal(backend.Location, error.Target);
        Assert.Contains(options.Bucket, error.Message, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(error.Advice));
        foreach (var secret in new[] { options.SecretKey, options.SessionToken }.OfType<string>())
        {
            Assert.DoesNotContain(secret, error.Message + error.Advice, StringComparison.Ordinal);
        }

        return error;
    }

    /// <summary>The bound that the docstring of <see cref="S3Backend"/> gives for one request, and the search for credentials.</summary>
    private static TimeSpan BoundOf(S3BackendOptions options) =>
        ((options.MaxRetries + 1) * (options.RequestTimeout + TimeSpan.FromSeconds(20))) + TimeSpan.FromSeconds(15);
}
