BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
    $env:RELEASEMANAGER_PASSPHRASE = $env:RELEASEMANAGER_TO_PASSPHRASE = $null
    $stage = Start-Stage
    $blue = Start-StageCluster $stage blue -Filled
    $base = (Get-Item TestDrive:/).FullName
    $master = Join-Path $base 'master'
    $null = Export-HelmReleaseState $master -Kubeconfig $blue.kubeconfig -Namespace shop
    $null = Export-HelmReleaseState $master -Kubeconfig $blue.kubeconfig
    Remove-StageRecord $blue trouble
    $null = Export-HelmReleaseState $master -Kubeconfig $blue.kubeconfig
    Stop-Stage $stage
    $importing = "Import-Module '$(Get-TestedManifest)'"
    $command = 'ReleaseManager.PowerShell.Commands.RemoveHelmReleaseSnapshotCommand'
}

Describe 'Remove-HelmReleaseSnapshot' {
    BeforeEach {
        $state = Join-Path $base "state-$([guid]::NewGuid())"
        Copy-Item -Recurse $master $state
    }

    It 'removes what no rule keeps, and says why the others stay' {
        $result = Remove-HelmReleaseSnapshot $state -KeepLast 2 -Force

        $result | Should -BeOfType ReleaseManager.PruneResult
        $result.Applied | Should -BeTrue
        $result.SnapshotsRemoved | Should -Be 1
        $result.Decisions.Keep | Should -Be $false, $true, $true
        $result.Decisions[1].Reason | Should -Be 'last'
        (Get-HelmReleaseSnapshot $state).Sequence | Should -Be 2, 3
        Test-HelmReleaseState $state -Quiet | Should -BeTrue
    }

    It 'keeps the newest of a period: <_>' -ForEach 'KeepHourly', 'KeepDaily', 'KeepWeekly', 'KeepMonthly' {
        $rule = @{ $_ = 1 }
        $result = Remove-HelmReleaseSnapshot $state @rule -WhatIf

        $result.Decisions.Where({ $_.Keep }).Sequence | Should -Contain 3
        $result.Decisions[2].Reason | Should -BeLike "*$($_.Substring(4).ToLowerInvariant()) 2*"
    }

    It 'says with -WhatIf what goes, what stays and why, and removes nothing' {
        $session = Invoke-Session "$importing; Remove-HelmReleaseSnapshot '$state' -KeepLast 2 -WhatIf"

        $session.Text | Should -BeLike "What if: *no rule keeps it*$state #1*"
        $session.Text | Should -BeLike '*1 to remove, 2 kept*'
        $session.Text | Should -Match '(?m)^ +2 .* True +last'
        (Remove-HelmReleaseSnapshot $state -KeepLast 1 -WhatIf -Force).Applied | Should -BeFalse
        (Get-HelmReleaseSnapshot $state).Count | Should -Be 3
    }

    It 'removes those that are named' {
        (Remove-HelmReleaseSnapshot $state 1 -Force).SnapshotsRemoved | Should -Be 1
        (Remove-HelmReleaseSnapshot $state -Snapshot 2 -Confirm:$false).SnapshotsRemoved | Should -Be 1
        (Get-HelmReleaseSnapshot $state).Sequence | Should -Be 3
    }

    It 'removes those of the pipeline together, state by state' {
        $other = "$state-other"
        Copy-Item -Recurse $master $other
        $results = $state, $other | Get-HelmReleaseSnapshot | Where-Object Sequence -LT 3 | Remove-HelmReleaseSnapshot -Force

        $results.Location | Should -Be $state, $other
        $results.SnapshotsRemoved | Should -Be 2, 2
        ($state, $other | Get-HelmReleaseSnapshot).Sequence | Should -Be 3, 3
    }

    It 'removes one that is damaged, by its number' {
        Set-Content (Join-Path $state 'snapshots/00000001.json') 'nothing'

        { Remove-HelmReleaseSnapshot $state -KeepLast 1 -Force } | Should -Throw '*nothing is removed*'
        (Remove-HelmReleaseSnapshot $state 1 -Force).SnapshotsRemoved | Should -Be 1
        Test-HelmReleaseState $state -Quiet | Should -BeTrue
    }

    It 'never removes the newest good one' {
        $thrown = { Remove-HelmReleaseSnapshot $state 3 -Force } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -Be "SnapshotNeeded,$command"
        (Get-HelmReleaseSnapshot $state).Count | Should -Be 3
    }

    It 'wants to be told what goes, by one way' {
        foreach ($act in { Remove-HelmReleaseSnapshot $state -Force }, { Remove-HelmReleaseSnapshot $state 1 -KeepLast 1 -Force },
            { Get-HelmReleaseSnapshot $state | Remove-HelmReleaseSnapshot -KeepLast 1 -Force }) {
            $thrown = $act | Should -Throw -PassThru

            $thrown.FullyQualifiedErrorId | Should -Be "PruneOptionsWrong,$command"
            $thrown.CategoryInfo.Category | Should -Be 'InvalidArgument'
            $thrown.ErrorDetails.RecommendedAction | Should -BeLike '*-KeepLast*'
        }

        (Get-HelmReleaseSnapshot $state).Count | Should -Be 3
    }

    It 'says what is not there, and what is no number' {
        $missing = { Remove-HelmReleaseSnapshot $state 9 -Force } | Should -Throw -PassThru
        $missing.FullyQualifiedErrorId | Should -Be "SnapshotNotFound,$command"
        $odd = { Remove-HelmReleaseSnapshot $state latest -Force } | Should -Throw -PassThru
        $odd.FullyQualifiedErrorId | Should -Be "SnapshotNameInvalid,$command"
        $none = { Remove-HelmReleaseSnapshot TestDrive:/none -KeepLast 1 -Force } | Should -Throw -PassThru
        $none.FullyQualifiedErrorId | Should -Be "StateNotFound,$command"
    }

    It 'asks: <Answer>' -ForEach @(@{ Answer = 'y'; Left = 1 }, @{ Answer = 'n'; Left = 3 }) {
        $session = Invoke-Session "$importing; Remove-HelmReleaseSnapshot '$state' -KeepLast 1" -Interactive -Answer $Answer

        -join $session.Lines | Should -BeLike '*Remove snapshots 1, 2 for good*'
        (Get-HelmReleaseSnapshot $state).Count | Should -Be $Left
    }

    It 'does not ask where nothing goes' {
        $session = Invoke-Session "$importing; (Remove-HelmReleaseSnapshot '$state' -KeepLast 5).SnapshotsKept"

        $session.Text | Should -Be '3'
    }

    It 'fits into 80 columns' {
        $lines = (Remove-HelmReleaseSnapshot $state -KeepLast 2 -WhatIf | Out-String -Width 80) -split '\r?\n'

        $lines.Where({ $_ -match '^ +1 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d +2 False +no rule keeps it$' }).Count | Should -Be 1
    }
}
