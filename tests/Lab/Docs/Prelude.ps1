# What goes before the commands of documents: questions that people would answer are answered, and whatever fails ends it.
param(
    # The folder that holds everything.
    [string] $Root,

    # The checkout.
    [string] $Checkout
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$ConfirmPreference = 'None'
$ProgressPreference = 'SilentlyContinue'
$PSStyle.OutputRendering = 'PlainText'
$PSDefaultParameterValues['Start-ReleaseManagerDaemon:Listen'] = $env:RELEASEMANAGER_LISTEN

function Read-Host {
    param($Prompt, [switch] $AsSecureString)
    ConvertTo-SecureString 'what a person typed' -AsPlainText
}

function Get-Credential {
    [pscredential]::new($env:AWS_ACCESS_KEY_ID, (ConvertTo-SecureString $env:AWS_SECRET_ACCESS_KEY -AsPlainText))
}

# Goes into a folder that looks like the checkout as far as documents know it, and holds what another one holds.
function Enter-Folder([string] $Name, [string] $Like) {
    $at = Join-Path $Root $Name
    if ($Like) {
        cp --archive (Join-Path $Root $Like) $at # links stay links
    }

    $null = New-Item -ItemType Directory -Force "$at/charts"
    foreach ($path in 'ReleaseManager.psd1', 'module', 'out', 'tests', 'charts/releasemanager') {
        if (-not (Test-Path "$at/$path")) {
            $null = New-Item -ItemType SymbolicLink "$at/$path" -Target "$Checkout/$path"
        }
    }

    Set-Location $at
}

# Runs a daemon until it has saved what there is, and ends it as a service is ended.
function Invoke-Daemon([string] $Language, [string] $Text) {
    $script = "$Root/daemon.$($Language -eq 'sh' ? 'sh' : 'ps1')"
    if ($Language -eq 'sh') {
        $command = 'bash', $script
        Set-Content $script "exec $Text"
    }
    else {
        # The process of a PowerShell that was installed as a dotnet tool is dotnet's.
        $own = Join-Path $PSHOME 'pwsh'
        $command = @((Test-Path $own) ? $own : @('dotnet', (Join-Path $PSHOME 'pwsh.dll'))) + '-NoProfile', '-NonInteractive', '-File', $script
        Set-Content $script ". '$PSCommandPath' '$Root' '$Checkout'`nImport-Module ./ReleaseManager.psd1`n$Text"
    }

    $program, $arguments = $command
    $process = Start-Process $program $arguments -PassThru -RedirectStandardOutput "$Root/daemon.out" -RedirectStandardError "$Root/daemon.err"
    do {
        Start-Sleep -Milliseconds 100
        $figures = try { Invoke-RestMethod "http://$env:RELEASEMANAGER_LISTEN/metrics" } catch { '' }
        $saved = $figures -match '(?m)^releasemanager_last_good_check_timestamp_seconds [1-9]'
    } until ($process.HasExited -or $saved)

    if (-not $process.HasExited) {
        /bin/kill -TERM $process.Id
    }

    $process.WaitForExit()
    Get-Content "$Root/daemon.out", "$Root/daemon.err"
    if (-not $saved -or $process.ExitCode -ne 0) {
        throw "The daemon ended with exit code $($process.ExitCode)."
    }
}
