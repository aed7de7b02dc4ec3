namespace ReleaseManager.Sandbox;

internal enum SandboxFaultKind
{
    Throttle,
    Fail,
    Drop,
    DropAnswer,
    Before,
}
