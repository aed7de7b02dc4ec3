# What the tests share: the module from this checkout, sessions of its own, the probe that shows what the base class does.
$script:Root = Resolve-Path (Join-Path $PSScriptRoot '../..')
$script:Manifest = Join-Path $Root 'ReleaseManager.psd1'

<#
.SYNOPSIS
The checkout's folder.
#>
function Get-CheckoutPath {
    $script:Root.Path
}

<#
.SYNOPSIS
The manifest of the module under test.
#>
function Get-TestedManifest {
    $script:Manifest
}

<#
.SYNOPSIS
Imports the module under test.
#>
function Import-TestedModule {
    Import-Module $script:Manifest -Global
}

<#
.SYNOPSIS
What a test project has built; the newest where several configurations are there.
#>
function Get-BuiltPath([string] $Project, [string] $File) {
    $found = Get-ChildItem (Join-Path $script:Root $Project 'bin') -Recurse -Filter $File -File -ErrorAction Ignore |
        Where-Object FullName -NotMatch '[\\/]ref(int)?[\\/]' |
        Sort-Object LastWriteTimeUtc -Descending | Select-Object -First 1
    if (-not $found) {
        throw "$Project is not built: there is no $File. Run 'dotnet build' first."
    }

    $found.FullName
}

<#
.SYNOPSIS
Loads the assembly with the probe into the module's own load context, for the caller to import.
#>
function Get-Probe {
    Import-TestedModule
    $context = [System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -EQ 'ReleaseManager'
    $context.LoadFromAssemblyPath((Get-BuiltPath 'tests/PowerShell/Probe' 'ReleaseManager.PowerShell.Probe.dll'))
}

<#
.SYNOPSIS
Runs a script in a PowerShell of its own and gives what it printed, as text, and its exit code.
#>
function Invoke-Session {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0)] [string] $Script,
        [switch] $Interactive,
        [string[]] $Answer
    )

    $file = Join-Path ([System.IO.Path]::GetTempPath()) "session-$([guid]::NewGuid()).ps1"
    Set-Content -LiteralPath $file -Value "`$PSStyle.OutputRendering = 'PlainText'`n$Script"
    $options = @('-NoProfile') + $(if (-not $Interactive) { '-NonInteractive' }) + @('-File', $file)
    $pwsh = (Get-Process -Id $PID).Path
    try {
        $text = $Answer | & $pwsh @options 2>&1 | Out-String
        [pscustomobject] @{ Text = $text.Trim(); Lines = @($text.Trim() -split '\r?\n'); ExitCode = $LASTEXITCODE }
    }
    finally {
        Remove-Item -LiteralPath $file
    }
}

<#
.SYNOPSIS
A PowerShell with the module in it, to be run and stopped from outside; to be disposed by the caller.
#>
function New-Shell([string] $Script, [string[]] $Module = $script:Manifest) {
    $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
    $state.ImportPSModule($Module)
    $shell = [powershell]::Create($state)
    $null = $shell.AddScript($Script)
    $shell
}

Export-ModuleMember -Function *
