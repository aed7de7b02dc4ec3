namespace ReleaseManager.Bench;

/// <summary>What a run of a program came to.</summary>
/// <param name="Took">From its start to its end.</param>
/// <param name="Processor">Processor time of all its threads.</param>
/// <param name="PeakBytes">The most memory that it held at once (VmHWM).</param>
/// <param name="Output">The beginning of what it wrote to the standard output.</param>
internal sealed record MeasuredRun(TimeSpan Took, TimeSpan Processor, long PeakBytes, string Output);
