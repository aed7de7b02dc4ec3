using System.Runtime.InteropServices;

namespace ReleaseManager.Core.State;

/// <summary>How much a good snapshot held of what an export looks at.</summary>
/// <param name="Sequence">Number of the snapshot.</param>
/// <param name="Time">When it was taken.</param>
/// <param name="Releases">Releases (not revisions) that it held within the scope.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct LossBaseline(int Sequence, DateTimeOffset Time, int Releases);
