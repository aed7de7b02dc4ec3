using Xunit;

namespace ReleaseManager.Cli.Tests;

/// <summary>One exported stage for all tests of a class that only look at it.</summary>
public sealed class ExportedStage : IAsyncLifetime
{
    private CliStage? _stage;

    /// <summary>The stage.</summary>
    internal CliStage Stage => _stage!;

    public async ValueTask InitializeAsync() => _stage = await CliStage.StartExportedAsync();

    public async ValueTask DisposeAsync()
    {
        if (_stage is { } stage)
        {
            await stage.DisposeAsync();
        }
    }
}
