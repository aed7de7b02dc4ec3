namespace ReleaseManager.Lab;

/// <summary>The lab itself does not work: a program did not start, ended early or missed its deadline.</summary>
public sealed class LabException(string message, Exception? inner = null) : Exception(message, inner);
