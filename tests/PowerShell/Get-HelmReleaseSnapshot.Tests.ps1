BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
    $stage = Start-Stage
    $blue = Start-StageCluster $stage blue -Filled
    $base = (Get-Item TestDrive:/).FullName
    $state = Join-Path $base 'state'
    $null = Export-HelmReleaseState $state -Kubeconfig $blue.kubeconfig -Namespace shop
    $null = Export-HelmReleaseState $state -Kubeconfig $blue.kubeconfig
    Remove-StageRecord $blue trouble
    $null = Export-HelmReleaseState $state -Kubeconfig $blue.kubeconfig
    $command = 'ReleaseManager.PowerShell.Commands.GetHelmReleaseSnapshotCommand'
}

AfterAll {
    Stop-Stage $stage
}

Describe 'Get-HelmReleaseSnapshot' {
    It 'lists all, the oldest first' {
        $all = Get-HelmReleaseSnapshot $state

        $all | Should -BeOfType ReleaseManager.HelmReleaseSnapshot
        $all.Sequence | Should -Be 1, 2, 3
        $all.Releases | Should -Be 2, 14, 11
        $all.EverWhole | Should -Be $false, $true, $true
        $all[1].Namespaces | Should -Be 'batch', 'data', 'platform', 'shop', 'trouble'
        $all[0].Location | Should -Be $state
        $all[0].KubernetesVersion | Should -Be 'v1.34.0'
    }

    It 'gives those that are asked for' {
        (Get-HelmReleaseSnapshot $state -Last 2).Sequence | Should -Be 2, 3
        (Get-HelmReleaseSnapshot $state 1, 3).Sequence | Should -Be 1, 3
        (Get-HelmReleaseSnapshot $state -Last 1 -Sequence 1, 2).Sequence | Should -Be 2
    }

    It 'takes what other commands take for a snapshot' {
        (Get-HelmReleaseSnapshot $state latest, latest~1).Sequence | Should -Be 3, 2
        (Get-HelmReleaseSnapshot $state (Get-HelmReleaseSnapshot $state 1).Time).Sequence | Should -Be 1
        (Get-HelmReleaseSnapshot $state 1, 3 | Get-HelmReleaseSnapshot).Sequence | Should -Be 1, 3

        $found = Get-HelmReleaseSnapshot $state nonsense, 3 -ErrorAction SilentlyContinue -ErrorVariable wrong
        $found.Sequence | Should -Be 3
        $wrong.FullyQualifiedErrorId | Should -Be "SnapshotSelectorInvalid,$command"
    }

    It 'gives what stands for itself as an argument, too, not for the latest: <Name>' -ForEach @(
        @{ Name = 'Get-HelmRelease'; Read = { (Get-HelmRelease -Backend $args[0]).Count }; Found = 2 }
        @{ Name = 'Get-HelmReleaseSnapshot'; Read = { (Get-HelmReleaseSnapshot $args[0]).Sequence }; Found = 1 }
        @{ Name = 'New-HelmReleaseImportPlan'; Read = { (New-HelmReleaseImportPlan $args[0] -Kubeconfig $blue.kubeconfig).Snapshot }; Found = 1 }
        @{ Name = 'Import-HelmReleaseState'; Read = { (Import-HelmReleaseState $args[0] -Kubeconfig $blue.kubeconfig -WhatIf).Snapshot }; Found = 1 }
        @{ Name = 'Copy-HelmReleaseState'; Read = { (Copy-HelmReleaseState $args[0] TestDrive:/one -WhatIf).SnapshotsCopied }; Found = 1 }
        @{ Name = 'Remove-HelmReleaseSnapshot'; Read = { (Remove-HelmReleaseSnapshot $args[0] -WhatIf).Decisions.Where({ -not $_.Keep }).Sequence }; Found = 1 }
    ) {
        & $Read (Get-HelmReleaseSnapshot $state 1) | Should -Be $Found
        (Get-HelmRelease -Backend (Get-HelmReleaseSnapshot $state 1) -Snapshot 2).Count | Should -Be 14
    }

    It 'takes states from the pipeline and needs no cluster' {
        Invoke-Stage $stage forget blue

        (New-LocalBackend $state | Get-HelmReleaseSnapshot -Last 1).Sequence | Should -Be 3
        ($state, $state | Get-HelmReleaseSnapshot -Last 1).Sequence | Should -Be 3, 3
        @(Invoke-Stage $stage requests blue) | ForEach-Object { $_ } | Should -BeNullOrEmpty
    }

    It 'hands a snapshot of the past on' {
        (Get-HelmReleaseSnapshot $state 2 | Get-HelmRelease -Namespace trouble).Name | Should -Be 'broken', 'former', 'stuck'
        Get-HelmReleaseSnapshot $state 3 | Get-HelmRelease -Namespace trouble | Should -BeNullOrEmpty
    }

    It 'gives the time by which readers find a snapshot: <Name>' -ForEach @(
        @{ Name = 'as it is'; Time = { $args[0] } }
        @{ Name = 'a local [datetime]'; Time = { $args[0].LocalDateTime } }
        @{ Name = 'a [datetime] of no zone'; Time = { [datetime]::SpecifyKind($args[0].LocalDateTime, 'Unspecified') } }
        @{ Name = 'a [datetime] in UTC'; Time = { $args[0].UtcDateTime } }
        @{ Name = 'text'; Time = { $args[0].ToString('o') } }
    ) {
        foreach ($one in Get-HelmReleaseSnapshot $state) {
            $releases = Get-HelmRelease -Backend $state -Snapshot (& $Time $one.Time)

            $releases.Snapshot | Select-Object -Unique | Should -Be $one.Sequence
        }

        $thrown = { Get-HelmRelease -Backend $state -Snapshot ([datetime]'2020-01-01') } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -BeLike 'SnapshotNotFound,*'
        $thrown.Exception.Message | Should -BeLike '*the oldest is 1 of *'
    }

    It 'counts back from the latest' {
        (Get-HelmRelease -Backend $state -Snapshot latest~1).Count | Should -Be 14
        { Get-HelmRelease -Backend $state -Snapshot latest~3 } | Should -Throw '*3 snapshots are good*'
    }

    It 'says that there is no state' {
        $thrown = { Get-HelmReleaseSnapshot TestDrive:/none } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -Be "StateNotFound,$command"
        $thrown.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $thrown.TargetObject | Should -Be (Join-Path $base 'none')
    }

    It 'says which numbers there are not, and gives the others' {
        $found = Get-HelmReleaseSnapshot $state 1, 9, 3 -ErrorAction SilentlyContinue -ErrorVariable missing

        $found.Sequence | Should -Be 1, 3
        $missing.FullyQualifiedErrorId | Should -Be "SnapshotNotFound,$command"
        $missing.CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }

    It 'says which are damaged, and gives the others' {
        $damaged = Join-Path $base 'damaged'
        Copy-Item -Recurse $state $damaged
        $file = Join-Path $damaged 'snapshots/00000002.json'
        (Get-Content -Raw $file).Replace('"shop"', '"shap"') | Set-Content -NoNewline $file
        $found = Get-HelmReleaseSnapshot $damaged -ErrorAction SilentlyContinue -ErrorVariable broken

        $found.Sequence | Should -Be 1, 3
        $broken.FullyQualifiedErrorId | Should -Be "SnapshotDamaged,$command"
        $broken.CategoryInfo.Category | Should -Be 'InvalidData'
        $broken.TargetObject | Should -Be 'snapshots/00000002.json'
    }

    It 'fits into 80 columns' {
        $lines = (Get-HelmReleaseSnapshot $state | Out-String -Width 80) -split '\r?\n'

        $lines.Where({ $_ -like "*Location: $state" }).Count | Should -Be 1
        $lines.Where({ $_ -match '^ +2 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d (just now|\d+ min ago) +14 +23 *$' }).Count | Should -Be 1
    }
}
