using ReleaseManager.Core.Import;
using Xunit;

namespace ReleaseManager.Core.Tests.Import;

public sealed class ImportHolderTests
{
    [Fact]
    public async Task Who_starts_an_import_anew_waits_until_the_one_that_was_told_to_stop_has_ended()
    {
        using var stop = new CancellationTokenSource();
        var holder = ImportHolder.Begin(stop.Token);
        await stop.CancelAsync();

        var waiting = ImportHolder.WaitForStoppedAsync(TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        Assert.False(holder.IsSurelyGone());

        holder.End();
        await waiting;
        Assert.True(holder.IsSurelyGone());
    }

    [Fact]
    public async Task Nobody_waits_for_an_import_that_goes_on()
    {
        var holder = ImportHolder.Begin(CancellationToken.None);
        try
        {
            // Another test of this process may just be ending an import of its own; this one is not waited for.
            await ImportHolder.WaitForStoppedAsync(TestContext.Current.CancellationToken);

            Assert.False(holder.IsSurelyGone());
        }
        finally
        {
            holder.End();
        }
    }

    [Fact]
    public async Task Waiting_can_be_stopped_itself()
    {
        using var stop = new CancellationTokenSource();
        var holder = ImportHolder.Begin(stop.Token);
        await stop.CancelAsync();
        try
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ImportHolder.WaitForStoppedAsync(stop.Token));
        }
        finally
        {
            holder.End();
        }
    }
}
