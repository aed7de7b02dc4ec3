namespace ReleaseManager;

/// <summary>How far a long operation is; what a progress bar shows.</summary>
/// <param name="Activity">What is being done, for example <c>Reading records</c>.</param>
/// <param name="CurrentOperation">What it is at now, for example a namespace; null where that says nothing.</param>
/// <param name="Done">How many are done.</param>
/// <param name="Total">How many there are; null while that is unknown.</param>
public readonly record struct OperationProgress(string Activity, string? CurrentOperation, long Done, long? Total);
