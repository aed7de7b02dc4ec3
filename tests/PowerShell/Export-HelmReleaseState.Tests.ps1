BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
    $stage = Start-Stage
    $blue = Start-StageCluster $stage blue -Filled
    $green = Start-StageCluster $stage green
    $base = (Get-Item TestDrive:/).FullName
    $command = 'ReleaseManager.PowerShell.Commands.ExportHelmReleaseStateCommand'
    $importing = "Import-Module '$(Get-TestedManifest)'"
}

AfterAll {
    Stop-Stage $stage
}

Describe 'Export-HelmReleaseState' {
    It 'saves all that Helm released, and changes nothing in the cluster' {
        $result = New-LocalBackend TestDrive:/all | Export-HelmReleaseState -Kubeconfig $blue.kubeconfig

        $result | Should -BeOfType ReleaseManager.ExportResult
        $result.Location | Should -Be (Join-Path $base 'all')
        $result.Written | Should -BeTrue
        $result.Sequence | Should -Be 1
        $result.Releases | Should -Be 14
        $result.Revisions | Should -Be 23
        $result.Suspect | Should -BeNullOrEmpty
        Get-StageChange $stage blue | Should -BeNullOrEmpty
        Test-HelmReleaseState TestDrive:/all -Quiet | Should -BeTrue
    }

    It 'writes no second snapshot of the same' {
        $null = Export-HelmReleaseState TestDrive:/twice -Kubeconfig $blue.kubeconfig
        $second = Export-HelmReleaseState TestDrive:/twice -Kubeconfig $blue.kubeconfig

        $second.Written | Should -BeFalse
        $second.Sequence | Should -Be 1
        $second.NewRecords | Should -Be 0
    }

    It 'takes several places from the pipeline, as backends, paths, and what knows its location' {
        $made = (New-LocalBackend TestDrive:/one), (Join-Path $base 'two') | Export-HelmReleaseState -Kubeconfig $blue.kubeconfig
        $again = $made | Export-HelmReleaseState -Kubeconfig $blue.kubeconfig

        $made.Location | Should -Be (Join-Path $base 'one'), (Join-Path $base 'two')
        $again.Location | Should -Be $made.Location
        $again.Written | Should -Be $false, $false
    }

    It 'follows cd with relative paths of state and kubeconfig' {
        $null = New-Item -ItemType Directory TestDrive:/here
        Copy-Item $blue.kubeconfig TestDrive:/here/config
        Push-Location TestDrive:/here
        try {
            (New-LocalBackend ./state | Export-HelmReleaseState -Kubeconfig ./config).Location | Should -Be (Join-Path $base 'here/state')
        }
        finally {
            Pop-Location
        }
    }

    It 'finds the cluster that $env:KUBECONFIG names, relative paths too' {
        $null = New-Item -ItemType Directory TestDrive:/there
        Copy-Item $blue.kubeconfig TestDrive:/there/config
        Push-Location TestDrive:/there
        $env:KUBECONFIG = 'config'
        try {
            (Export-HelmReleaseState ./state).Releases | Should -Be 14
        }
        finally {
            $env:KUBECONFIG = $null
            Pop-Location
        }
    }

    It 'looks only at what is asked for: <Name>' -ForEach @(
        @{ Name = 'names'; Choice = @{ Name = 'we*', 'suite' }; Found = 'suite', 'web' }
        @{ Name = 'namespaces'; Choice = @{ Namespace = 'sh?p' }; Found = 'shop-passwords', 'web' }
        @{ Name = 'namespaces left out'; Choice = @{ Name = 's*'; ExcludeNamespace = '[pst]*' }; Found = 'settings', 'storage' }
        @{ Name = 'a driver'; Choice = @{ Driver = 'ConfigMap' }; Found = 'settings' }
    ) {
        $null = Export-HelmReleaseState "TestDrive:/filtered $Name" -Kubeconfig $blue.kubeconfig @Choice

        (Get-HelmRelease -Backend "TestDrive:/filtered $Name").Name | Sort-Object | Should -Be $Found
    }

    It 'looks as deep into the history as asked for' {
        $result = Export-HelmReleaseState TestDrive:/shallow -Kubeconfig $blue.kubeconfig -Name web -HistoryDepth 2

        $result.Revisions | Should -Be 2
        (Get-HelmRelease -Backend TestDrive:/shallow -All).Revision | Should -Be 3, 4
    }

    It 'serves runspaces side by side' {
        $results = 1..4 | ForEach-Object -Parallel {
            Import-Module $using:PSScriptRoot/Testing.psm1
            Import-TestedModule
            Export-HelmReleaseState "$using:base/parallel-$_" -Kubeconfig $using:blue.kubeconfig
        } -ThrottleLimit 4

        $results.Releases | Should -Be 14, 14, 14, 14
    }

    It 'marks a sudden loss, warns, and takes it for meant with -AcceptLoss' {
        $fading = Start-StageCluster $stage fading -Filled
        $null = Export-HelmReleaseState TestDrive:/fading -Kubeconfig $fading.kubeconfig
        Remove-StageRecord $fading shop, data, platform, batch
        $result = Export-HelmReleaseState TestDrive:/fading -Kubeconfig $fading.kubeconfig -WarningVariable said -WarningAction SilentlyContinue
        $accepted = Export-HelmReleaseState TestDrive:/fading -Kubeconfig $fading.kubeconfig -AcceptLoss

        $result.Suspect | Should -Not -BeNullOrEmpty
        "$said" | Should -BeLike '*-AcceptLoss*'
        $accepted.Suspect | Should -BeNullOrEmpty
        (Get-HelmReleaseSnapshot TestDrive:/fading).Suspect.Where({ $_ }).Count | Should -Be 1
    }

    It 'saves a record that cannot be read as it is, and warns without showing any of it' {
        $broken = Start-StageCluster $stage broken -Filled
        $secret = @{
            apiVersion = 'v1'; kind = 'Secret'; type = 'helm.sh/release.v1'
            metadata   = @{ name = 'sh.helm.release.v1.odd.v1'; namespace = 'shop'; labels = @{ name = 'odd'; owner = 'helm'; status = 'deployed'; version = '1' } }
            data       = @{ release = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes('verysecret!')) }
        }
        Invoke-Stage $stage load broken @{ objects = ConvertTo-Json @($secret) -Depth 5 }
        $result = Export-HelmReleaseState TestDrive:/broken -Kubeconfig $broken.kubeconfig -WarningVariable said -WarningAction SilentlyContinue

        $result.Problems.Name | Should -Be 'odd'
        "$said" | Should -BeLike '*shop/odd*'
        "$said" | Should -Not -BeLike '*verysecret*'
    }
}

Describe 'Whether to export' {
    It 'is answered by -WhatIf: it is said what would be saved, and nothing is' {
        $result = Export-HelmReleaseState TestDrive:/whatif -Kubeconfig $blue.kubeconfig -WhatIf

        $result.Written | Should -BeFalse
        $result.Changed | Should -BeTrue
        $result.Releases | Should -Be 14
        'TestDrive:/whatif' | Should -Not -Exist
    }

    It 'is asked with -Confirm: <Answer>' -ForEach @(@{ Answer = 'y'; There = $true }, @{ Answer = 'n'; There = $false }) {
        $path = Join-Path $base "asked-$Answer"
        $session = Invoke-Session "$importing; Export-HelmReleaseState '$path' -Kubeconfig '$($blue.kubeconfig)' -Confirm" -Interactive -Answer $Answer

        -join $session.Lines | Should -BeLike "*Save the releases of*$path*"
        Test-Path $path | Should -Be $There
    }
}

Describe 'Ctrl+C during an export' {
    It 'gives the prompt back at once, leaves no snapshot, and the next export is whole' {
        Invoke-Stage $stage hold blue @{ verb = @('list', 'get'); resource = 'secrets' }
        $shell = New-Shell "Export-HelmReleaseState '$base/stopped' -Kubeconfig '$($blue.kubeconfig)'"
        try {
            $null = $shell.BeginInvoke()
            Invoke-Stage $stage held blue
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()

            $watch.ElapsedMilliseconds | Should -BeLessThan 500
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        }
        finally {
            Invoke-Stage $stage release blue
            $shell.Dispose()
        }

        Join-Path $base 'stopped/snapshots' | Should -Not -Exist
        (Export-HelmReleaseState "$base/stopped" -Kubeconfig $blue.kubeconfig).Releases | Should -Be 14
    }
}

Describe 'What an export cannot do' {
    BeforeAll {
        $state = Join-Path $base 'never'
        $text = Get-Content -Raw $blue.kubeconfig
        Set-Content TestDrive:/malformed 'users: [{name: x, user: {token: verysecret'
        Set-Content TestDrive:/dead ($text -replace '(?<=127\.0\.0\.1):\d+', ':1')
        Set-Content TestDrive:/wrong $text.Replace($blue.token, 'wrongtoken')
        Set-Content TestDrive:/file 'mine'
        $guarded = Start-StageCluster $stage guarded -Filled
        Invoke-Stage $stage forbid guarded @{ resource = 'secrets' }
        $null = Export-HelmReleaseState TestDrive:/blue -Kubeconfig $blue.kubeconfig
    }

    It 'ends in <Id>, <Category>: <Name>' -ForEach @(
        @{ Name = 'no such context'; Id = 'KubeContextNotFound'; Category = 'ObjectNotFound'; Target = 'nowhere'; More = @{ KubeContext = 'nowhere' } }
        @{ Name = 'no kubeconfig'; Id = 'KubeConfigNotFound'; Category = 'ObjectNotFound'; Target = '*nofile'; More = @{ Kubeconfig = 'TestDrive:/nofile' } }
        @{ Name = 'a malformed kubeconfig'; Id = 'KubeConfigMalformed'; Category = 'InvalidArgument'; Target = '*malformed'; More = @{ Kubeconfig = 'TestDrive:/malformed' } }
        @{ Name = 'a cluster that does not answer'; Id = 'ClusterUnreachable'; Category = 'ConnectionError'; Target = '127.0.0.1*'; More = @{ Kubeconfig = 'TestDrive:/dead' } }
        @{ Name = 'a wrong token'; Id = 'ApiUnauthorized'; Category = 'AuthenticationError'; Target = '*'; More = @{ Kubeconfig = 'TestDrive:/wrong' } }
        @{ Name = 'a path that is a file'; Id = 'BackendPathIsFile'; Category = 'ResourceUnavailable'; Target = '*file'; More = @{ Backend = 'TestDrive:/file' } }
        @{ Name = 'a pattern that cannot be read'; Id = 'InvalidNamePattern'; Category = 'InvalidArgument'; Target = 'a?b'; More = @{ Name = 'a[b' } }
    ) {
        $given = @{ Backend = $state; Kubeconfig = $blue.kubeconfig } + @{}
        foreach ($key in $More.Keys) {
            $given[$key] = $More[$key]
        }

        $thrown = { Export-HelmReleaseState @given } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -Be "$Id,$command"
        $thrown.CategoryInfo.Category | Should -Be $Category
        $thrown.TargetObject | Should -BeLike $Target
        "$thrown" | Should -Not -BeLike '*verysecret*'
        $state | Should -Not -Exist
    }

    It 'ends in ApiForbidden, PermissionDenied: what may not be read' {
        $thrown = { Export-HelmReleaseState $state -Kubeconfig $guarded.kubeconfig } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -Be "ApiForbidden,$command"
        $thrown.CategoryInfo.Category | Should -Be 'PermissionDenied'
        $thrown.TargetObject | Should -BeLike '*secrets*'
        $thrown.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'is to use the path of another cluster, unless told so' {
        $thrown = { Export-HelmReleaseState TestDrive:/blue -Kubeconfig $green.kubeconfig } | Should -Throw -PassThru
        $taken = Export-HelmReleaseState TestDrive:/blue -Kubeconfig $green.kubeconfig -TakeOverPath -WarningAction SilentlyContinue

        $thrown.FullyQualifiedErrorId | Should -Be "StateBelongsToOtherCluster,$command"
        $thrown.CategoryInfo.Category | Should -Be 'InvalidData'
        $thrown.TargetObject | Should -Be (Join-Path $base 'blue')
        $thrown.ErrorDetails.RecommendedAction | Should -BeLike '*-TakeOverPath*'
        $taken.Sequence | Should -Be 2
        @(Get-HelmReleaseSnapshot TestDrive:/blue).Count | Should -Be 2
    }
}

Describe 'What an export says' {
    BeforeAll {
        $hidden = Get-StageSecret $stage blue $blue.token
    }

    It 'is with -Verbose which cluster it talks to and what was written' {
        $lines = (Export-HelmReleaseState TestDrive:/said -Kubeconfig $blue.kubeconfig -Verbose 4>&1).Where({ $_ -is [System.Management.Automation.VerboseRecord] }).Message
        $again = (Export-HelmReleaseState TestDrive:/said -Kubeconfig $blue.kubeconfig -Verbose 4>&1).Where({ $_ -is [System.Management.Automation.VerboseRecord] }).Message

        $lines | Should -Contain "The cluster is $($blue.server.TrimEnd('/')) (context `"blue`")"
        $lines[-1] | Should -BeLike 'Snapshot 1 is written: 23 of 23 revisions*'
        $again[-1] | Should -BeLike '*nothing has changed since snapshot 1'
    }

    It 'is nothing secret, in no stream' {
        $said = & {
            $DebugPreference = 'Continue'
            Export-HelmReleaseState TestDrive:/quiet -Kubeconfig $blue.kubeconfig -Verbose
        } *>&1 | ForEach-Object { "$_" } | Out-String

        $said | Should -BeLike '*GET /api/v1/*'
        $hidden.Count | Should -BeGreaterThan 3
        $hidden.Where({ $said.Contains($_) }) | Should -BeNullOrEmpty
    }

    It 'is how far it is' {
        $shell = New-Shell "Export-HelmReleaseState '$base/progress' -Kubeconfig '$($blue.kubeconfig)'"
        try {
            $null = $shell.Invoke()
            $records = $shell.Streams.Progress

            $records.Count | Should -BeGreaterThan 0
            $records[-1].RecordType | Should -Be 'Completed'
        }
        finally {
            $shell.Dispose()
        }
    }

    It 'fits into 80 columns' {
        $lines = (Export-HelmReleaseState TestDrive:/view -Kubeconfig $blue.kubeconfig | Out-String -Width 80) -split '\r?\n'

        $lines.Where({ $_ -like 'Snapshot Written Releases*' }).Count | Should -Be 1
        $lines.Where({ $_ -match '^ +1 True +14 +23 +23 +0 ' }).Count | Should -Be 1
    }
}

Describe 'Completion of -KubeContext' {
    BeforeAll {
        function Complete([string] $Line) {
            [System.Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null).CompletionMatches.CompletionText
        }

        $text = (Get-Content -Raw $blue.kubeconfig).Replace('name: blue', 'name: west blue').Replace('cluster: blue', 'cluster: west blue').Replace('user: blue', 'user: west blue')
        Set-Content TestDrive:/spaced $text
    }

    It 'gives the contexts of the kubeconfig: <_>' -ForEach 'Export-HelmReleaseState x', 'Import-HelmReleaseState x', 'New-HelmReleaseImportPlan x', 'Get-HelmRelease' {
        Complete "$_ -Kubeconfig '$($blue.kubeconfig)' -KubeContext " | Should -Be 'blue'
        Complete "$_ -Kubeconfig '$($blue.kubeconfig)' -KubeContext B" | Should -Be 'blue'
        Complete "$_ -Kubeconfig '$base/spaced' -KubeContext w" | Should -Be "'west blue'"
    }

    It 'follows cd' {
        Push-Location TestDrive:/
        try {
            Complete 'Get-HelmRelease -Kubeconfig ./spaced -KubeContext ' | Should -Be "'west blue'"
        }
        finally {
            Pop-Location
        }
    }

    It 'is silent where the kubeconfig cannot be read' {
        $Error.Clear()
        Complete "Get-HelmRelease -Kubeconfig '$base/no' -KubeContext b" | Should -Not -Contain 'blue'
        $Error | Should -BeNullOrEmpty
    }
}
