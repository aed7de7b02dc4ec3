namespace ReleaseManager.Core.Import;

/// <summary>
/// Repeats what passes by itself, until it does or the time is over: an admission webhook that is not up yet, a kind whose CRD
/// is not served yet, a namespace on its way out, an API server that is busy.
/// </summary>
internal sealed class Patience(TimeProvider time, TimeSpan timeout)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private readonly long _begun = time.GetTimestamp();

    public TimeSpan Left => timeout - time.GetElapsedTime(_begun);

    /// <summary>Runs until it ends without an error that passes by itself.</summary>
    /// <param name="passes">Whether an error may pass by itself.</param>
    public async Task<T> RunAsync<T>(
        Func<Task<T>> work,
        Func<ReleaseManagerException, bool> passes,
        CancellationToken stop
    )
    {
        for (var pause = First; ; pause = Longer(pause))
        {
            try
            {
                return await work();
            }
            catch (ReleaseManagerException error) when (passes(error) && Left > pause)
            {
                await Task.Delay(pause, time, stop);
            }
        }
    }

    /// <summary>Asks until the answer is yes.</summary>
    /// <returns>False when the time was over first.</returns>
    public async Task<bool> UntilAsync(Func<Task<bool>> isSo, CancellationToken stop)
    {
        for (var pause = First; ; pause = Longer(pause))
        {
            if (await isSo())
            {
                return true;
            }

            if (Left <= pause)
            {
                return false;
            }

            await Task.Delay(pause, time, stop);
        }
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 > Longest ? Longest : pause * 2;
}
