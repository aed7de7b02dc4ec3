using System.Runtime.InteropServices;

namespace ReleaseManager.Lab;

/// <summary>Signals that .NET does not send.</summary>
internal static partial class ProcessSignal
{
    // The numbers of Linux on every processor that .NET runs on.
    private const int Sigterm = 15;
    private const int Sigcont = 18;
    private const int Sigstop = 19;

    public static void Stop(int id) => Send(id, Sigstop);

    public static void Continue(int id) => Send(id, Sigcont);

    public static void Terminate(int id) => Send(id, Sigterm);

    private static void Send(int id, int signal)
    {
        if (Kill(id, signal) != 0)
        {
            throw new LabException($"process {id} takes no signal: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int id, int signal);
}
