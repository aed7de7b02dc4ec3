BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
    $stage = Start-Stage
    $blue = Start-StageCluster $stage blue -Filled
    $green = Start-StageCluster $stage green -Filled
    $live = @{ Kubeconfig = $blue.kubeconfig }
    $other = @{ Kubeconfig = $green.kubeconfig }
    $state = Join-Path (Get-Item TestDrive:/).FullName 'state'
    $null = Export-HelmReleaseState $state @live

    function Edit-Live($Cluster, [string] $Path, [string] $Method, [string] $Body) {
        $null = Invoke-RestMethod "$($Cluster.server)$Path" -Method $Method -SkipCertificateCheck -Body $Body -Headers @{
            Authorization = "Bearer $($Cluster.token)"
        } -ContentType 'application/merge-patch+json'
    }

    # What was done to the green cluster: somebody scaled, somebody deleted, Helm forgot.
    Edit-Live $green apis/apps/v1/namespaces/shop/deployments/web Patch '{"spec":{"replicas":7}}'
    Edit-Live $green api/v1/namespaces/shop/configmaps/web Delete
    Remove-StageRecord $green trouble
    $null = Export-HelmReleaseState $state @other -TakeOverPath -AcceptLoss
    $rendering = $PSStyle.OutputRendering
}

AfterAll {
    Stop-Stage $stage
}

Describe 'Compare-HelmReleaseState' {
    AfterEach {
        $PSStyle.OutputRendering = $rendering
    }

    It 'gives nothing where nothing differs, and with -IncludeEqual everything' {
        Compare-HelmReleaseState $state 1 @live | Should -BeNullOrEmpty
        $all = Compare-HelmReleaseState $state 1 @live -IncludeEqual
        $all | Should -BeOfType ReleaseManager.HelmReleaseDifference
        $all.Count | Should -Be 14
        $all.Change | Sort-Object -Unique | Should -Be 'Equal'
    }

    It 'compares two snapshots without any cluster' {
        $found = Compare-HelmReleaseState $state 1 2
        "$found" | Should -Be 'trouble/broken: Removed trouble/former: Removed trouble/stuck: Removed'
        $found[0].Reference.Snapshot | Should -Be 1
        $found[0].Difference | Should -BeNullOrEmpty
        $found[1].ManifestDiff | Should -Match '(?m)^-kind: '
    }

    It 'compares each snapshot of a pipeline with the next, and a single one with the cluster' {
        (Get-HelmReleaseSnapshot $state | Compare-HelmReleaseState).ReferenceSource | Sort-Object -Unique |
            Should -Be 'snapshot 1'
        (Get-HelmReleaseSnapshot $state 1 | Compare-HelmReleaseState @other).Name | Should -Be 'broken', 'former', 'stuck'
    }

    It 'compares with a snapshot of another state' {
        $copy = Join-Path (Get-Item TestDrive:/).FullName 'copy'
        $null = Copy-HelmReleaseState $state $copy
        Compare-HelmReleaseState $state 2 -DifferenceBackend $copy | Should -BeNullOrEmpty
        $found = Compare-HelmReleaseState $state 1 -DifferenceBackend $copy -DifferenceSnapshot 2
        $found.Count | Should -Be 3
        $found[0].ReferenceSource | Should -Be "snapshot 1 of $state"
        $found[0].DifferenceSource | Should -Be "snapshot 2 of $copy"
    }

    It 'takes the passphrase of a state on the right from a variable of its own' {
        $safe = Join-Path (Get-Item TestDrive:/).FullName 'safe'
        $backend = New-LocalBackend $safe -Passphrase (ConvertTo-SecureString 'there' -AsPlainText -Force)
        $null = Copy-HelmReleaseState $state $backend
        try {
            $env:RELEASEMANAGER_DIFFERENCE_PASSPHRASE = 'there'
            Compare-HelmReleaseState $state -DifferenceBackend $safe | Should -BeNullOrEmpty
            $env:RELEASEMANAGER_DIFFERENCE_PASSPHRASE = $null
            { Compare-HelmReleaseState $state -DifferenceBackend $safe -ErrorAction Stop } | Should -Throw '*encrypted*'
        } finally {
            $env:RELEASEMANAGER_DIFFERENCE_PASSPHRASE = $null
        }
    }

    It 'compares two clusters' {
        $clusters = @{ ReferenceKubeconfig = $blue.kubeconfig; Kubeconfig = $green.kubeconfig }
        (Compare-HelmReleaseState @clusters).Name | Should -Be 'broken', 'former', 'stuck'
        Compare-HelmReleaseState @clusters -Namespace sh* | Should -BeNullOrEmpty
    }

    It 'finds what has drifted, and says in which fields' {
        $found = Compare-HelmReleaseState -IncludeDrift @other
        "$found" | Should -Be 'shop/web: Drifted'
        "$($found.Drift.ForEach({ "$($_.Change) $_" }))" | Should -Be 'Missing ConfigMap shop/web Changed Deployment shop/web'
        $field = $found.Drift[1].Fields
        $field.Path, $field.Reference, $field.Difference | Should -Be 'spec.replicas', 3, 7
        Compare-HelmReleaseState -Drift @live | Should -BeNullOrEmpty
    }

    It 'changes nothing' {
        $before = @(Get-StageChange $stage green).Count
        $null = Compare-HelmReleaseState $state @other -IncludeDrift
        Get-StageChange $stage green | Select-Object -Skip $before | Sort-Object -Unique | Should -BeIn 'patch deployments', 'patch configmaps'
        (Compare-HelmReleaseState -Drift @other).Drift.Count | Should -Be 2
    }

    It 'lets what it found be piped on' {
        $found = Compare-HelmReleaseState $state 1 @other
        ($found[0].Reference | Import-HelmReleaseState @other -WhatIf 6>&1).Count | Should -BeGreaterThan 0
    }

    It 'shows a coloured diff that fits 80 columns, and no colour where none is wanted' {
        $found = Compare-HelmReleaseState -IncludeDrift @other
        $PSStyle.OutputRendering = 'Ansi'
        $text = $found | Out-String -Width 80
        $text | Should -Match ([regex]::Escape("$($PSStyle.Foreground.Red)-  replicas: 3"))
        $text | Should -Match ([regex]::Escape("$($PSStyle.Foreground.Green)+  replicas: 7"))
        $text | Should -Match 'Comparison: cluster green -> cluster green'
        # No line carries the colours of those before it.
        ($text -split '\r?\n' | ForEach-Object { ($_ -split "`e").Count } | Measure-Object -Maximum).Maximum | Should -BeLessThan 5

        $PSStyle.OutputRendering = 'PlainText'
        $plain = $found | Out-String -Width 80
        $plain | Should -Not -Match "`e"
        $plain | Should -Match '(?m)^! shop/web'
        $plain | Should -Match '(?m)^\+\+\+ live: Deployment shop/web'
        ($plain -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }

    It 'has a table' {
        $PSStyle.OutputRendering = 'PlainText'
        $table = Compare-HelmReleaseState $state 1 @other -IncludeDrift | Format-Table | Out-String -Width 80
        $table | Should -Match '(?m)^shop +web +Drifted +2 revision 4, plain-'
        $table | Should -Match '(?m)^trouble +broken +Removed +revision 2, failing-'
        ($table -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }

    It 'shows of a removed release which it was' {
        $PSStyle.OutputRendering = 'PlainText'
        Compare-HelmReleaseState $state 1 2 | Out-String | Should -Match '(?m)^- trouble/broken revision 2, failing-0\.1\.0'
    }

    It 'masks content of Secrets unless it is asked for' {
        $secret = (Invoke-Stage $stage dump green).Where({ $_.kind -eq 'Secret' -and $_.metadata.name -like 'shop-passwords*' })[0]
        $key = @($secret.data.PSObject.Properties.Name)[0]
        Edit-Live $green "api/v1/namespaces/shop/secrets/$($secret.metadata.name)" Patch "{`"data`":{`"$key`":`"aGFja2Vk`"}}"

        $found = Compare-HelmReleaseState -IncludeDrift @other -Name shop-passwords
        $all = ($found | Out-String) + ($found.Drift | ConvertTo-Json -Depth 6)
        $all | Should -Match '\*\*\* \(before\)'
        $all | Should -Not -Match 'aGFja2Vk'
        $all | Should -Not -Match ([regex]::Escape($secret.data.$key))

        (Compare-HelmReleaseState -IncludeDrift @other -Name shop-passwords -ShowSecret).Drift.Fields.Difference | Should -Contain 'aGFja2Vk'
    }

    It 'refuses with an id and a way out: <Id>' -ForEach @(
        @{ Id = 'ComparisonNotNamed'; Category = 'InvalidArgument'; Choice = @{} }
        @{ Id = 'SnapshotNotFound'; Category = 'ObjectNotFound'; Choice = @{ Backend = 'STATE'; DifferenceSnapshot = 1 } }
        @{ Id = 'SnapshotSelectorInvalid'; Category = 'InvalidArgument'; Choice = @{ Backend = 'STATE'; ReferenceSnapshot = 'x' } }
    ) {
        if ($Choice.Backend) { $Choice.Backend = $state }
        if (-not $Choice.DifferenceSnapshot) { $Choice += $other }
        $thrown = { Compare-HelmReleaseState @Choice } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $thrown.CategoryInfo.Category | Should -Be $Category
        $thrown.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'takes the snapshot that is given in place of a state, on either side' {
        $first, $second = Get-HelmReleaseSnapshot $state 1, 2

        (Compare-HelmReleaseState $first @other).ReferenceSource | Select-Object -Unique | Should -BeExactly 'snapshot 1'
        $found = Compare-HelmReleaseState $second -DifferenceBackend $first | Select-Object -First 1
        $found.ReferenceSource | Should -BeLike 'snapshot 2*'
        $found.DifferenceSource | Should -BeLike 'snapshot 1*'
    }

    It 'compares the other states of a pipeline where one fails, and says which they are' {
        $file = New-Item TestDrive:/file -Force
        $said = $file.FullName, $state | Compare-HelmReleaseState -ReferenceSnapshot 1 -DifferenceSnapshot 2 -ErrorAction SilentlyContinue -ErrorVariable problem -Verbose 4>&1

        $problem.FullyQualifiedErrorId | Should -BeLike 'BackendPathIsFile,*'
        $problem.TargetObject | Should -Be $file.FullName
        $said.Where({ $_ -is [ReleaseManager.HelmReleaseDifference] }) | Should -Not -BeNullOrEmpty
        $said.Where({ $_ -is [System.Management.Automation.VerboseRecord] }).Message | Should -Contain "The state is $state"
    }

    It 'names a release that is nowhere' {
        Compare-HelmReleaseState $state 1 2 -Name web, typo -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'ReleaseNotFound,*'
        $problem.TargetObject | Should -Be 'typo'
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'completes contexts of either cluster' {
        $line = "Compare-HelmReleaseState -ReferenceKubeconfig $($green.kubeconfig) -Kubeconfig $($blue.kubeconfig) -ReferenceKubeContext "
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'green'
        $line = $line.Replace('-ReferenceKubeContext', '-KubeContext')
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'blue'
    }
}
