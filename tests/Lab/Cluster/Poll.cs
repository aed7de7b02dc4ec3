namespace ReleaseManager.Lab;

/// <summary>Waits for something that tells nobody when it happens.</summary>
public static class Poll
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks until the answer is yes.</summary>
    /// <param name="what">What is waited for, to be named in the error.</param>
    /// <param name="deadline">How long to go on asking.</param>
    /// <param name="reached">The question; an exception of it ends the waiting.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="LabException">The deadline has passed.</exception>
    public static async Task UntilAsync(
        string what,
        TimeSpan deadline,
        Func<CancellationToken, Task<bool>> reached,
        TimeProvider? time = null,
        CancellationToken stop = default
    )
    {
        ArgumentNullException.ThrowIfNull(reached);
        time ??= TimeProvider.System;
        var start = time.GetTimestamp();
        while (!await reached(stop))
        {
            if (time.GetElapsedTime(start) > deadline)
            {
                throw new LabException($"{what} did not come within {deadline.TotalSeconds:0} s");
            }

            await Task.Delay(Step, time, stop);
        }
    }
}
