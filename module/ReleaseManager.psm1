# A checkout keeps what was built in out/ReleaseManager; a packaged module keeps it beside this folder.
$root = Split-Path -Path $PSScriptRoot -Parent
$folder = if (Test-Path -LiteralPath (Join-Path $root 'deps')) { $root } else { Join-Path $root 'out' 'ReleaseManager' }
$shared = Join-Path $folder 'lib' 'ReleaseManager.Abstractions.dll'
if (-not (Test-Path -LiteralPath $shared)) {
    throw "ReleaseManager is not built yet. Run '$(Join-Path $root 'build.ps1')', or 'dotnet build' with the .NET 10 SDK, then import it again."
}

$null = [System.Reflection.Assembly]::LoadFrom($shared)
$commands = Import-Module -Assembly ([ReleaseManager.ModuleLoadContext]::LoadCommands($folder)) -PassThru

# Without this the module could be imported once in a session: PowerShell would take the inner module for loaded and
# export nothing from it (PowerShell issue 20710).
$ExecutionContext.SessionState.Module.OnRemove = { Remove-Module -ModuleInfo $commands -Force }

Export-ModuleMember -Cmdlet @($commands.ExportedCmdlets.Keys)
