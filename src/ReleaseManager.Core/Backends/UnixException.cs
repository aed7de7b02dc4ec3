using System.Runtime.InteropServices;

namespace ReleaseManager.Core.Backends;

/// <summary>A system call failed.</summary>
internal sealed class UnixException(int error) : IOException(Marshal.GetPInvokeErrorMessage(error))
{
    /// <summary>The call's errno.</summary>
    public int Error { get; } = error;
}
