using Xunit;

namespace ReleaseManager.S3.Tests.Credentials;

/// <summary>
/// The environment of AWS as a test wants it: no keys, no default profile and no instance unless it says so. It is the process's: tests that need it run
/// alone.
/// </summary>
public sealed class AwsEnvironment : IDisposable
{
    private readonly Dictionary<string, string?> _before = new(StringComparer.Ordinal);

    public AwsEnvironment()
    {
        foreach (string name in Environment.GetEnvironmentVariables().Keys)
        {
            if (name.StartsWith("AWS_", StringComparison.Ordinal) && !name.EndsWith("_FILE", StringComparison.Ordinal))
            {
                Set(name, null);
            }
        }

        Set("AWS_WEB_IDENTITY_TOKEN_FILE", null);
        Set("AWS_EC2_METADATA_DISABLED", "true");
    }

    public void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    /// <summary>The tests that change the environment.</summary>
    [CollectionDefinition(nameof(AwsEnvironment), DisableParallelization = true)]
    public sealed class Alone;
}
