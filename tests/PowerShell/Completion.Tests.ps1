BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
    # What is proven is what is found, not how fast this machine is.
    $env:RELEASEMANAGER_COMPLETION_TIMEOUT = '300'
    $stage = Start-Stage
    $blue = Start-StageCluster $stage blue -Filled
    $base = (Get-Item TestDrive:/).FullName
    $state = Join-Path $base 'state'
    $null = Export-HelmReleaseState $state -Kubeconfig $blue.kubeconfig
    $null = New-Item -ItemType Directory "$base/with space"
    Copy-Item $blue.kubeconfig "$base/with space/config"

    function Complete-Line([string] $Line) {
        (TabExpansion2 $Line $Line.Length).CompletionMatches
    }

    function Get-Change {
        Get-ChildItem $state -Recurse -File | Sort-Object FullName | ForEach-Object { "$($_.FullName) $($_.LastWriteTimeUtc.Ticks)" }
    }
}

AfterAll {
    $env:RELEASEMANAGER_COMPLETION_TIMEOUT = $null
    Stop-Stage $stage
}

Describe 'Completion of parameters' {
    It 'finds <What>' -ForEach @(
        @{ What = 'releases of a state'; Line = 'Get-HelmRelease -Backend {0} -Name st'; Text = 'steps', 'storage', 'stuck' }
        @{ What = 'releases of a cluster'; Line = 'Get-HelmRelease -Kubeconfig {1} -Name st'; Text = 'steps', 'storage', 'stuck' }
        @{ What = 'releases that are exported, in the cluster'; Line = 'Export-HelmReleaseState {0} -Kubeconfig {1} -Name we'; Text = 'web' }
        @{ What = 'namespaces of a snapshot'; Line = 'Import-HelmReleaseState {0} -Namespace sh'; Text = 'shop' }
        @{ What = 'namespaces that stay out'; Line = 'New-HelmReleaseImportPlan {0} -ExcludeNamespace sh'; Text = 'shop' }
        @{ What = 'namespaces of the target'; Line = 'Import-HelmReleaseState {0} -Kubeconfig {1} -TargetNamespace kube-sy'; Text = 'kube-system' }
        @{ What = 'contexts'; Line = 'Get-HelmRelease -Kubeconfig {1} -KubeContext '; Text = 'blue' }
        @{ What = 'snapshots'; Line = 'Get-HelmRelease -Backend {0} -Snapshot '; Text = '1' }
        @{ What = 'snapshots to remove'; Line = 'Remove-HelmReleaseSnapshot {0} '; Text = '1' }
        @{ What = 'snapshots to copy'; Line = 'Copy-HelmReleaseState {0} ./copy -Snapshot '; Text = '1' }
        @{ What = 'regions'; Line = 'New-S3Backend b p -Region eu-central-'; Text = 'eu-central-1', 'eu-central-2' }
    ) {
        $found = Complete-Line ($Line -f $state, $blue.kubeconfig)

        "$($found.CompletionText)" | Should -Be "$Text"
        $found.ResultType | Should -Contain 'ParameterValue'
    }

    It 'tells of a snapshot when it was taken and what it holds' {
        (Complete-Line "Get-HelmRelease -Backend $state -Snapshot ").ToolTip |
            Should -Match '^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ, 14 releases, \d+ revisions$'
    }

    It 'knows a backend that a variable holds' {
        $global:completionBackend = New-LocalBackend $state
        try {
            (Complete-Line 'Get-HelmRelease -Backend $completionBackend -Name sto').CompletionText | Should -Be 'storage'
        }
        finally {
            Remove-Variable completionBackend -Scope Global
        }
    }

    It 'follows the location of PowerShell' {
        Push-Location $base
        try {
            (Complete-Line 'Get-HelmRelease -Backend ./state -Name sto').CompletionText | Should -Be 'storage'
            (Complete-Line "Get-HelmRelease -Kubeconfig './with space/config' -Name sto").CompletionText | Should -Be 'storage'
        }
        finally {
            Pop-Location
        }
    }

    # In a session of its own: the SDK of AWS looks once where its files are.
    It 'finds profiles where AWS programs look, and quotes what has spaces' {
        Set-Content "$base/aws" "[profile back up]`nregion = eu-west-1`naws_access_key_id = a`naws_secret_access_key = b`n"
        $session = Invoke-Session @"
`$env:AWS_CONFIG_FILE, `$env:AWS_SHARED_CREDENTIALS_FILE = '$base/aws', '$base/none'
Import-Module '$(Get-TestedManifest)'
`$line = 'New-S3Backend b p -ProfileName ba'
`$found = (TabExpansion2 `$line `$line.Length).CompletionMatches
`$found.CompletionText
`$found.ToolTip
"@

        $session.Lines | Should -Be "'back up'", 'profile, eu-west-1'
    }

    It 'says nothing where <What>' -ForEach @(
        @{ What = 'there is no state'; Line = 'Get-HelmRelease -Backend {0}/none -Name x' }
        @{ What = 'there is no kubeconfig'; Line = 'Get-HelmRelease -Kubeconfig {0}/none -Name x' }
        @{ What = 'there is no such context'; Line = 'Get-HelmRelease -Kubeconfig {1} -KubeContext none -Name x' }
        @{ What = 'there is no such snapshot'; Line = 'Get-HelmRelease -Backend {0} -Snapshot 77 -Name s' }
        @{ What = 'the store is away'; Line = 'New-S3Backend -EndpointUrl http://127.0.0.1:1 -AccessKey a -SecretKey b -Bucket x' }
    ) {
        $before = $Error.Count

        Complete-Line ($Line -f $state, $blue.kubeconfig) | Where-Object ResultType -EQ ParameterValue | Should -BeNullOrEmpty
        $Error.Count | Should -Be $before
    }

    It 'changes nothing' {
        $before = Get-Change

        $null = Complete-Line "Get-HelmRelease -Backend $state -Name "
        $null = Complete-Line "Remove-HelmReleaseSnapshot $state -Snapshot "

        Get-Change | Should -Be $before
        Get-StageChange $stage blue | Should -BeNullOrEmpty
    }
}
