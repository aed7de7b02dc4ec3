BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
    $stage = Start-Stage
    $blue = Start-StageCluster $stage blue -Filled
    $live = @{ Kubeconfig = $blue.kubeconfig }
    $base = (Get-Item TestDrive:/).FullName
    $state = Join-Path $base 'state'
    $null = Export-HelmReleaseState $state @live
    $saved = @{ Backend = $state }
    $command = 'ReleaseManager.PowerShell.Commands.GetHelmReleaseCommand'
}

AfterAll {
    Stop-Stage $stage
}

Describe 'Get-HelmRelease' {
    It 'lists what is in a cluster, and the same from its state' {
        $all = Get-HelmRelease @live
        $kept = Get-HelmRelease @saved

        $all | Should -BeOfType ReleaseManager.HelmRelease
        $all.Count | Should -Be 14
        "$($all.ForEach({ "$_ $($_.Status) $($_.Chart) $($_.AppVersion) $($_.Updated) $($_.Driver)" }))" |
            Should -Be "$($kept.ForEach({ "$_ $($_.Status) $($_.Chart) $($_.AppVersion) $($_.Updated) $($_.Driver)" }))"
        $all[0].Source | Should -Be $blue.server.TrimEnd('/')
        $kept[0].Source | Should -Be $state
        $kept[0].Snapshot | Should -Be 1
    }

    It 'takes wildcards and several names and namespaces: <Name>' -ForEach @(
        @{ Name = 'a name'; Choice = @{ Name = 'web' }; Found = 'shop/web v4' }
        @{ Name = 'names'; Choice = @{ Name = 'we*', 'st?ck' }; Found = 'shop/web v4', 'trouble/stuck v2' }
        @{ Name = 'namespaces'; Choice = @{ Namespace = 'b*', 'sh[a-z]p' }; Found = 'batch/workloads v1', 'shop/shop-passwords v2', 'shop/web v4' }
        @{ Name = 'both'; Choice = @{ Name = 's*'; Namespace = 'data' }; Found = 'data/settings v2', 'data/storage v1' }
        @{ Name = 'a revision'; Choice = @{ Name = 'web'; Revision = 2 }; Found = 'shop/web v2' }
        @{ Name = 'the history'; Choice = @{ Name = 'web'; All = $true }; Found = 'shop/web v1', 'shop/web v2', 'shop/web v3', 'shop/web v4' }
        @{ Name = 'a pattern that matches nothing'; Choice = @{ Name = 'none*' }; Found = @() }
    ) {
        @(Get-HelmRelease @live @Choice | ForEach-Object { "$_" }) | Should -Be $Found
        @(Get-HelmRelease @saved @Choice | ForEach-Object { "$_" }) | Should -Be $Found
    }

    It 'shows no values and no manifest, also behind objects of another type, where no view of ours counts' {
        $shown = @(Get-HelmReleaseSnapshot $state) + @(Get-HelmRelease web @saved) | Out-String
        $shown | Should -Match 'plain-1\.4\.0'
        $shown | Should -Not -Match 'apiVersion|replicas'
    }

    It 'looks for one driver only' {
        (Get-HelmRelease @live -Driver configmap).Name | Should -Be 'settings'
    }

    It 'takes states from the pipeline: backends, paths, snapshots, results of an export' {
        (New-LocalBackend $state | Get-HelmRelease web).Revision | Should -Be 4
        ($state | Get-HelmRelease web).Revision | Should -Be 4
        (Get-HelmReleaseSnapshot $state | Get-HelmRelease web).Revision | Should -Be 4
        (Export-HelmReleaseState $state @live | Get-HelmRelease web).Revision | Should -Be 4
    }

    It 'follows cd' {
        Push-Location TestDrive:/
        try {
            (Get-HelmRelease web -Backend ./state).Source | Should -Be $state
        }
        finally {
            Pop-Location
        }
    }

    It 'ends with Select-Object -First' {
        (Get-HelmRelease @live | Select-Object -First 2).Count | Should -Be 2
        (Get-HelmRelease @saved -All | Select-Object -First 2).Count | Should -Be 2
    }

    It 'serves runspaces side by side' {
        $counts = 1..4 | ForEach-Object -Parallel {
            Import-Module $using:PSScriptRoot/Testing.psm1
            Import-TestedModule
            @(Get-HelmRelease -Kubeconfig $using:blue.kubeconfig).Count + @(Get-HelmRelease -Backend $using:state).Count
        } -ThrottleLimit 4

        $counts | Should -Be 28, 28, 28, 28
    }

    It 'hands releases to runspaces that read them there' {
        $found = Get-HelmRelease @saved -Namespace shop | ForEach-Object -Parallel { "$($_.Name) $($_.Manifest.Length -gt 0)" }

        $found | Sort-Object | Should -Be 'shop-passwords True', 'web True'
    }
}

Describe 'Content of a release' {
    It 'is read when it is asked for, from a <Where>' -ForEach @(@{ Where = 'cluster' }, @{ Where = 'state' }) {
        $from = $Where -eq 'cluster' ? $live : $saved
        $web = Get-HelmRelease web @from
        $steps = Get-HelmRelease steps @from

        $web.Values.replicas | Should -Be 3
        $web.Manifest | Should -BeLike '*kind: Deployment*'
        $web.Notes | Should -Not -BeNullOrEmpty
        $web.Description | Should -Be 'Rollback to 2'
        $web.FirstDeployed | Should -BeLessOrEqual $web.Updated
        $steps.Hooks.Count | Should -BeGreaterThan 5
        $steps.Hooks[0].Name | Should -BeLike 'steps-*'
        $steps.Hooks[0].Events | Should -Not -BeNullOrEmpty
    }

    It 'is not read for a list' {
        Invoke-Stage $stage forget blue
        $null = Get-HelmRelease @saved | Out-String

        @(Invoke-Stage $stage requests blue) | ForEach-Object { $_ } | Should -BeNullOrEmpty
    }

    It 'shows as nothing where it is damaged, and Test-HelmReleaseState says so' {
        $damaged = Join-Path $base 'damaged'
        Copy-Item -Recurse $state $damaged
        foreach ($file in Get-ChildItem (Join-Path $damaged 'records') -File -Recurse) {
            Set-Content $file 'broken'
        }

        $web = Get-HelmRelease web -Backend $damaged

        $web.Manifest | Should -BeNullOrEmpty
        { $web.ReadContentAsync([System.Threading.CancellationToken]::None).GetAwaiter().GetResult() } | Should -Throw '*damaged*'
        Test-HelmReleaseState $damaged -Quiet | Should -BeFalse
    }
}

Describe 'What Get-HelmRelease cannot find' {
    It 'is an error for a name, after all others' {
        $found = Get-HelmRelease web, nosuch, suite @saved -ErrorAction SilentlyContinue -ErrorVariable missing

        $found.Name | Should -Be 'suite', 'web'
        $missing.FullyQualifiedErrorId | Should -Be "ReleaseNotFound,$command"
        $missing.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $missing.TargetObject | Should -Be 'nosuch'
    }

    It 'ends in <Id>: <Name>' -ForEach @(
        @{ Name = 'no state'; Id = 'StateNotFound'; Category = 'ObjectNotFound'; Choice = @{ Backend = 'TestDrive:/none' } }
        @{ Name = 'no snapshot'; Id = 'SnapshotNotFound'; Category = 'ObjectNotFound'; Choice = @{ Backend = 'TestDrive:/state'; Snapshot = '9' } }
        @{ Name = 'a snapshot without number'; Id = 'SnapshotSelectorInvalid'; Category = 'InvalidArgument'; Choice = @{ Backend = 'TestDrive:/state'; Snapshot = 'first' } }
        @{ Name = 'no context'; Id = 'KubeContextNotFound'; Category = 'ObjectNotFound'; Choice = @{ KubeContext = 'none' } }
    ) {
        $given = $Choice.ContainsKey('Backend') ? $Choice : $Choice + $live
        $thrown = { Get-HelmRelease @given } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -Be "$Id,$command"
        $thrown.CategoryInfo.Category | Should -Be $Category
    }

    It 'ends in ApiForbidden where it may not be read' {
        $guarded = Start-StageCluster $stage guarded -Filled
        Invoke-Stage $stage forbid guarded @{ resource = 'secrets' }
        $thrown = { Get-HelmRelease -Kubeconfig $guarded.kubeconfig } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -Be "ApiForbidden,$command"
        $thrown.CategoryInfo.Category | Should -Be 'PermissionDenied'
    }
}

Describe 'The view of releases' {
    It 'fits into 80 columns and is grouped by namespace' {
        $text = Get-HelmRelease @saved -Namespace shop, trouble | Out-String -Width 80
        $lines = $text -split '\r?\n'

        $lines.Where({ $_ -like '*Namespace: *' }) | ForEach-Object Trim | Should -Be 'Namespace: shop', 'Namespace: trouble'
        $lines.Where({ $_ -match '^web +4 deployed +\d{4}-\d\d-\d\d plain-1\.4\.0\+build\.7$' }).Count | Should -Be 1
        $lines.Where({ $_ -match '^stuck +2 pending-upgrade +\d{4}-\d\d-\d\d failing-0\.1\.0$' }).Count | Should -Be 1
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }

    It 'shows no values, manifest or notes, in a list neither' {
        $text = Get-HelmRelease web @saved | Format-List | Out-String

        $text | Should -BeLike '*AppVersion*2.10*'
        $text | Should -Not -BeLike '*Manifest*'
        $text | Should -Not -BeLike '*Values*'
    }
}
