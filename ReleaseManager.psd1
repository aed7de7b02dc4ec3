@{
    RootModule           = 'module/ReleaseManager.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = 'f8894dcf-2250-4215-a76e-9c8f424b7581'
    Author               = 'ReleaseManager contributors'
    CompanyName          = 'ReleaseManager contributors'
    Copyright            = 'Copyright the ReleaseManager contributors'
    Description          = 'Keeps a copy of what Helm has released in a Kubernetes cluster, and brings all of it back.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('module/ReleaseManager.format.ps1xml')
    TypesToProcess       = @('module/ReleaseManager.types.ps1xml')
    FunctionsToExport    = @()
    CmdletsToExport      = @(
        'Add-HelmReleaseStateKey'
        'Clear-HelmReleaseState'
        'Compare-HelmReleaseState'
        'Copy-HelmReleaseState'
        'Export-HelmReleaseState'
        'Get-HelmRelease'
        'Get-HelmReleaseSnapshot'
        'Get-HelmReleaseStateKey'
        'Import-HelmReleaseState'
        'New-HelmReleaseImportPlan'
        'New-LocalBackend'
        'New-S3Backend'
        'Remove-HelmReleaseSnapshot'
        'Remove-HelmReleaseStateKey'
        'Save-HelmChart'
        'Start-ReleaseManagerDaemon'
        'Test-HelmReleaseState'
    )
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @(
                'Helm', 'Kubernetes', 'Backup', 'Restore', 'DisasterRecovery', 'Migration', 'BlueGreen', 'S3'
                'PSEdition_Core', 'Windows', 'Linux', 'MacOS'
            )
            LicenseUri   = 'https://www.apache.org/licenses/LICENSE-2.0'
            ProjectUri   = 'https://releasemanager.example.com'
            IconUri      = 'https://releasemanager.example.com/icon.png'
            # The package holds the notes themselves, from the changelog.
            ReleaseNotes = 'CHANGELOG.md'
        }
    }
}
