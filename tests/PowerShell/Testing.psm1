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
The real helm: on the search path or from the lab's cache; nothing where there is none.
#>
function Get-Helm {
    $cache = $env:XDG_CACHE_HOME ? $env:XDG_CACHE_HOME : (Join-Path $HOME '.cache')
    (Get-Command helm -CommandType Application -ErrorAction Ignore | Select-Object -First 1).Source ??
        (Get-Item (Join-Path $cache 'releasemanager-lab/bin/helm') -ErrorAction Ignore).FullName
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
What starts another PowerShell like this one: a program and its first arguments. The process of one that was installed as a dotnet
tool is dotnet's.
#>
function Get-PowerShellCommand {
    $own = Join-Path $PSHOME ($IsWindows ? 'pwsh.exe' : 'pwsh')
    (Test-Path -LiteralPath $own) ? @($own) : @('dotnet', (Join-Path $PSHOME 'pwsh.dll'))
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
    $program, $first = Get-PowerShellCommand
    $options = @($first) + @('-NoProfile') + $(if (-not $Interactive) { '-NonInteractive' }) + @('-File', $file)
    try {
        $text = $Answer | & $program @options 2>&1 | Out-String
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

<#
.SYNOPSIS
Starts the program with the clusters for a file of tests; to be ended by Stop-Stage.
#>
function Start-Stage {
    $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
    $start.ArgumentList.Add((Get-BuiltPath 'tests/PowerShell/Stage' 'ReleaseManager.PowerShell.Stage.dll'))
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    [System.Diagnostics.Process]::Start($start)
}

<#
.SYNOPSIS
Ends the clusters of a stage.
#>
function Stop-Stage([System.Diagnostics.Process] $Stage) {
    $Stage.StandardInput.Close()
    if (-not $Stage.WaitForExit(20000)) {
        $Stage.Kill()
    }
}

<#
.SYNOPSIS
Has the stage do something with one of its clusters; tests/PowerShell/Stage/StageOrder.cs says what there is.
#>
function Invoke-Stage {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0)] [System.Diagnostics.Process] $Stage,
        [Parameter(Mandatory, Position = 1)] [string] $Do,
        [Parameter(Position = 2)] [string] $Cluster,
        [Parameter(Position = 3)] [hashtable] $More = @{}
    )

    $Stage.StandardInput.WriteLine((@{ do = $Do; cluster = $Cluster } + $More | ConvertTo-Json -Compress -Depth 4))
    $answer = $Stage.StandardOutput.ReadLine() | ConvertFrom-Json -Depth 100 -DateKind String -NoEnumerate
    if ($answer.error) {
        throw "The stage could not $Do ${Cluster}: $($answer.error)"
    }

    if ($null -ne $answer.result) {
        $answer.result
    }
}

<#
.SYNOPSIS
Starts a cluster and gives where it is: kubeconfig, server, token.
#>
function Start-StageCluster([System.Diagnostics.Process] $Stage, [string] $Name, [switch] $Filled) {
    Invoke-Stage $Stage start $Name @{ filled = [bool] $Filled }
}

<#
.SYNOPSIS
The requests that changed something in a cluster of the stage, as verb and resource.
#>
function Get-StageChange([System.Diagnostics.Process] $Stage, [string] $Cluster) {
    @(Invoke-Stage $Stage requests $Cluster) | ForEach-Object { $_ } |
        Where-Object { $_.Method -in 'POST', 'PUT', 'PATCH', 'DELETE' -and $_.Resource -notlike 'selfsubject*' } |
        ForEach-Object { "$($_.Verb) $($_.Resource)" }
}

<#
.SYNOPSIS
What must never be shown: the token of a cluster of the stage, and the values of the Secrets of its release shop-passwords, plain and
encoded; but for words so short that they may stand anywhere.
#>
function Get-StageSecret([System.Diagnostics.Process] $Stage, [string] $Cluster, [string] $Token) {
    Read-StageSecret @PSBoundParameters | Where-Object Length -GT 8
}

function Read-StageSecret([System.Diagnostics.Process] $Stage, [string] $Cluster, [string] $Token) {
    $Token
    foreach ($object in Invoke-Stage $Stage dump $Cluster) {
        if ($object.kind -eq 'Secret' -and $object.metadata.name -like 'shop-passwords*') {
            foreach ($value in $object.data.PSObject.Properties.Value) {
                $value
                [System.Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($value))
            }
        }
    }
}

<#
.SYNOPSIS
Removes Helm's records of some namespaces from a cluster of the stage, as if the releases were gone.
#>
function Remove-StageRecord($Cluster, [string[]] $Namespace) {
    foreach ($name in $Namespace) {
        foreach ($kind in 'secrets', 'configmaps') {
            $null = Invoke-RestMethod "$($Cluster.server)api/v1/namespaces/$name/${kind}?labelSelector=owner%3Dhelm" -Method Delete -Headers @{
                Authorization = "Bearer $($Cluster.token)"
            } -SkipCertificateCheck
        }
    }
}

<#
.SYNOPSIS
Why the lab cannot be used on this machine; nothing where it can.
#>
function Get-LabProblem {
    $cache = $env:XDG_CACHE_HOME ? $env:XDG_CACHE_HOME : (Join-Path $HOME '.cache')
    $script:LabPrograms = Join-Path $cache 'releasemanager-lab/bin'
    $absent = 'etcd', 'kube-apiserver', 'kube-controller-manager', 'helm', 'kubectl' | Where-Object {
        -not (Test-Path (Join-Path $script:LabPrograms $_))
    }
    if (-not $IsLinux) {
        'the lab runs on Linux only'
    }
    elseif ($absent) {
        "the lab is not installed: $($absent -join ', ') missing; run: bash tests/Lab/install.sh"
    }
}

<#
.SYNOPSIS
Starts the lab's two clusters and gives their kubeconfigs, A and B; to be ended by Stop-Lab.
#>
function Start-Lab {
    $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
    $start.ArgumentList.Add((Get-BuiltPath 'tests/Lab/Cluster' 'lab.dll'))
    $start.ArgumentList.Add('up')
    $start.RedirectStandardOutput = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $configs = while ($null -ne ($line = $process.StandardOutput.ReadLine()) -and $line -notlike 'Up in *') {
        if ($line -match 'KUBECONFIG=(?<file>.+)$') {
            $Matches.file
        }
    }
    if (@($configs).Count -ne 2) {
        throw 'The lab did not start.'
    }

    # What Helm and kubectl keep for themselves goes with the lab.
    @{ Process = $process; A = $configs[0]; B = $configs[1]; Home = Split-Path $configs[0] }
}

<#
.SYNOPSIS
Ends the lab's clusters as Ctrl+C would.
#>
function Stop-Lab($Lab) {
    & kill -INT $Lab.Process.Id
    if (-not $Lab.Process.WaitForExit(30000)) {
        $Lab.Process.Kill()
    }
}

<#
.SYNOPSIS
Runs the lab's helm or kubectl and gives its lines; throws what it said if it failed.
#>
function Invoke-LabTool($Lab, [string] $Tool, [string] $Kubeconfig, [object[]] $Arguments) {
    $before = $env:HOME, $env:KUBECONFIG
    $env:HOME, $env:KUBECONFIG = $Lab.Home, $Kubeconfig
    try {
        $said = & (Join-Path $script:LabPrograms $Tool) @Arguments 2>&1
        if ($LASTEXITCODE -ne 0) {
            throw "$Tool $Arguments ended with exit code ${LASTEXITCODE}: $($said | Out-String)"
        }

        $said.Where({ $_ -isnot [System.Management.Automation.ErrorRecord] })
    }
    finally {
        $env:HOME, $env:KUBECONFIG = $before
    }
}

Export-ModuleMember -Function *
