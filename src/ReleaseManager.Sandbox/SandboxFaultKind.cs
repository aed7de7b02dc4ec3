namespace ReleaseManager.Sandbox;

internal enum SandboxFaultKind
{
    Throttle,
    Fail,
    Drop,
    DropAnswer,
    CutAnswer,
    Answer,
    Before,
}
