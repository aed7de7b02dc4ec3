namespace ReleaseManager.Lab.Scenario;

/// <summary>What an import does to the status of a record.</summary>
public static class RecordStatus
{
    /// <summary>Whether something was under way when the record was written.</summary>
    public static bool IsUnderWay(string status) =>
        status is "pending-install" or "pending-upgrade" or "pending-rollback" or "uninstalling";

    /// <summary>The status with which a record of this status comes back.</summary>
    public static string AfterImport(string status) => IsUnderWay(status) ? "failed" : status;
}
