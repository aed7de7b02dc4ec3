using System.Diagnostics;
using System.Runtime.InteropServices;
using ReleaseManager.Lab;

if (StoreTools.Find(out var reason) is not { } tools)
{
    await Console.Error.WriteLineAsync(reason);
    return 1;
}

using var stop = new CancellationTokenSource();
void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);
try
{
    var start = Stopwatch.GetTimestamp();
    using var folder = LabFolder.Create();
    await using var store = await ObjectStore.StartAsync(tools, folder.Path, stop.Token);
    await store.CreateBucketAsync("plain", versioned: false, stop.Token);
    await store.CreateBucketAsync("versioned", versioned: true, stop.Token);
    Console.WriteLine($"endpoint  {store.Endpoint.OriginalString}   (path style)");
    foreach (var user in (StoreUser[])[StoreUser.Owner, StoreUser.Guest])
    {
        Console.WriteLine($"{user.Name}     AWS_ACCESS_KEY_ID={user.AccessKey} AWS_SECRET_ACCESS_KEY={user.SecretKey}");
    }

    Console.WriteLine("buckets   plain, versioned: both the owner's");
    Console.WriteLine($"Up in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s.");
    Console.WriteLine("Ctrl+C ends the store and removes what it holds.");
    await Task.Delay(Timeout.InfiniteTimeSpan, stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    // Asked to end; the store has been stopped on the way here.
}

return 0;
