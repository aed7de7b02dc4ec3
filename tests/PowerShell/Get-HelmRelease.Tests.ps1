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

    It 'refuses a group to act as that is nobody''s' {
        { Get-HelmRelease @live -AsGroup readers } | Should -Throw -ErrorId "ImpersonatedUserMissing,$command"
    }

    It 'takes wildcards and several names and namespaces: <Name>' -ForEach @(
        @{ Name = 'a name'; Choice = @{ Name = 'web' }; Found = 'shop/web v4' }
        @{ Name = 'names'; Choice = @{ Name = 'we*', 'st?ck' }; Found = 'shop/web v4', 'trouble/stuck v2' }
        @{ Name = 'namespaces'; Choice = @{ Namespace = 'b*', 'sh[a-z]p' }; Found = 'batch/workloads v1', 'shop/shop-passwords v2', 'shop/web v4' }
        @{ Name = 'both'; Choice = @{ Name = 's*'; Namespace = 'data' }; Found = 'data/settings v2', 'data/storage v1' }
        @{ Name = 'a revision'; Choice = @{ Name = 'web'; Revision = 2 }; Found = 'shop/web v2' }
        @{ Name = 'the history'; Choice = @{ Name = 'web'; All = $true }; Found = 'shop/web v1', 'shop/web v2', 'shop/web v3', 'shop/web v4' }
        @{ Name = 'the one in force'; Choice = @{ Namespace = 'trouble'; Deployed = $true }; Found = 'trouble/broken v1', 'trouble/stuck v1' }
        @{ Name = 'a revision that is not in force'; Choice = @{ Name = 'we[b]'; Revision = 2; Deployed = $true }; Found = @() }
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

    It 'takes names and namespaces from the pipeline where it looks into a cluster' {
        [pscustomobject] @{ Name = 'web'; Namespace = 'shop' }, [pscustomobject] @{ Name = 's*'; Namespace = 'data' } | Get-HelmRelease @live |
            ForEach-Object { "$_" } | Should -Be 'shop/web v4', 'data/settings v2', 'data/storage v1'
        Get-HelmRelease web @saved -Revision 1 | Get-HelmRelease @live | ForEach-Object { "$_" } | Should -Be 'shop/web v4'
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
        $steps.Hooks[1].Name | Should -BeExactly 'steps-twice'
        $steps.Hooks[1].Events[0] | Should -BeExactly 'pre-install'
        $steps.Hooks[0].Events | Should -Not -BeNullOrEmpty
    }

    It 'is there as objects to look into, from a <Where>' -ForEach @(@{ Where = 'cluster' }, @{ Where = 'state' }) {
        $from = $Where -eq 'cluster' ? $live : $saved
        $web = Get-HelmRelease web @from

        $deployment = $web.Objects | Where-Object kind -EQ Deployment
        $deployment | Should -BeOfType pscustomobject
        $deployment.spec.replicas | Should -Be 3
        $deployment.spec.template.spec.containers[0].image | Should -BeLike 'lab/web*'
        $deployment.metadata.labels.'app.kubernetes.io/name' | Should -Be 'plain'
        ($deployment | ConvertTo-Json -Depth 20 | ConvertFrom-Json).spec.replicas | Should -Be 3
        $web.Objects[2].kind | Should -BeExactly 'Deployment'
        $web.Objects.kind | Should -Be 'ConfigMap', 'Service', 'Deployment'
        $web.ComputedValues.replicas | Should -Be 3
        $web.ComputedValues.image.repository | Should -Be 'lab/web'
        $web.Values.Keys | Should -Not -Contain 'image'
        $web.ChartTemplates.Name | Should -Contain 'templates/deployment.yaml'
        ($web.ChartTemplates | Where-Object Name -Like '*deployment*').Text | Should -BeLike '*{{*}}*'
    }

    It 'has a history whose revisions are releases again, from a <Where>' -ForEach @(@{ Where = 'cluster' }, @{ Where = 'state' }) {
        $from = $Where -eq 'cluster' ? $live : $saved
        $web = Get-HelmRelease web @from

        $web.History | ForEach-Object { "$_ $($_.Status)" } |
            Should -Be 'shop/web v1 superseded', 'shop/web v2 superseded', 'shop/web v3 superseded', 'shop/web v4 deployed'
        $web.History[0].Manifest | Should -BeLike '*kind: Deployment*'
        $web.History[0].History.Count | Should -Be 4
        (Get-HelmRelease web @from -Revision 2).History.Count | Should -Be 4
    }

    It 'has a history without a question where the state can tell' {
        Invoke-Stage $stage forget blue
        $null = (Get-HelmRelease @saved).History | ForEach-Object Status
        @(Invoke-Stage $stage requests blue) | ForEach-Object { $_ } | Should -BeNullOrEmpty

        # Nor is any record read: the listing tells.
        $listed = Join-Path $base 'listed'
        Copy-Item -Recurse $state $listed
        Remove-Item -Recurse (Join-Path $listed 'records')
        (Get-HelmRelease web -Backend $listed).History.Status | Should -Be 'superseded', 'superseded', 'superseded', 'deployed'
    }

    It 'is not asked of the cluster again by the releases of a history' {
        $web = Get-HelmRelease web @live
        $null = $web.History
        Invoke-Stage $stage forget blue
        $web.History[0].History.Count | Should -Be 4
        @(Invoke-Stage $stage requests blue) | ForEach-Object { $_ } | Should -BeNullOrEmpty
    }

    It 'leaves a job without a question for the history' {
        $web = Get-HelmRelease web @live
        Invoke-Stage $stage forget blue
        $text = [System.Management.Automation.PSSerializer]::Serialize($web)
        @(Invoke-Stage $stage requests blue) | ForEach-Object { $_ } | Should -BeNullOrEmpty

        $again = [System.Management.Automation.PSSerializer]::Deserialize($text)
        $again.Chart | Should -Be $web.Chart
        $again.Manifest | Should -Be $web.Manifest
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

Describe 'What Secrets hold' {
    BeforeAll {
        $secrets = Get-StageSecret $stage blue $blue.token
        $secrets.Count | Should -BeGreaterThan 3
    }

    It 'is masked, and said to be, from a <Where>' -ForEach @(@{ Where = 'cluster' }, @{ Where = 'state' }) {
        $from = $Where -eq 'cluster' ? $live : $saved
        $release = Get-HelmRelease shop-passwords @from

        $shown = $release.Manifest + ($release.Objects | ConvertTo-Json -Depth 20) + ($release.Hooks | ConvertTo-Json -Depth 20)
        foreach ($secret in $secrets) {
            $shown | Should -Not -Match ([regex]::Escape($secret))
        }

        $release.Manifest | Should -Match '(?m)^# MASKED: '
        ($release.Objects | Where-Object kind -EQ Secret)[0].data.password | Should -Be '(masked)'
        ($release.Objects | Where-Object kind -EQ ConfigMap).data.before | Should -Be 'true'
        $release.History[0].Manifest | Should -Match '(?m)^# MASKED: '
    }

    It 'is shown when it is asked for, from a <Where>' -ForEach @(@{ Where = 'cluster' }, @{ Where = 'state' }) {
        $from = $Where -eq 'cluster' ? $live : $saved
        $release = Get-HelmRelease shop-passwords @from -ShowSecret

        $release.Manifest | Should -Not -Match 'masked'
        $secrets | Should -Contain ($release.Objects | Where-Object kind -EQ Secret)[0].data.password
    }

    It 'is not masked in what an import brings back: it reads the records themselves, from a <Where>' -ForEach @(
        @{ Where = 'cluster' }, @{ Where = 'state' }
    ) {
        $from = $Where -eq 'cluster' ? $live : $saved
        $green = Start-StageCluster $stage "green-$Where"
        $release = Get-HelmRelease shop-passwords @from
        $release.Manifest | Should -Match 'MASKED'
        $release | Import-HelmReleaseState -Kubeconfig $green.kubeconfig | ForEach-Object Outcome | Should -Be 'Restored'

        (Get-HelmRelease shop-passwords -Kubeconfig $green.kubeconfig -ShowSecret).Manifest |
            Should -BeExactly (Get-HelmRelease shop-passwords @live -ShowSecret).Manifest
        $made = Invoke-Stage $stage dump "green-$Where" | Where-Object { $_.kind -eq 'Secret' -and $_.metadata.name -like 'shop-passwords-generated' }
        $secrets | Should -Contain $made.data.password
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
        $lines.Where({ $_ -match '^web +4 deployed +\d+ \w+ ago +plain-1\.4\.0\+build\.7$' }).Count | Should -Be 1
        $lines.Where({ $_ -match '^stuck +2 pending-upgrade +\d+ \w+ ago +failing-0\.1\.0$' }).Count | Should -Be 1
        ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }

    It 'shows no values, manifest or notes, in a list neither' {
        $text = Get-HelmRelease web @saved | Format-List | Out-String

        $text | Should -BeLike '*AppVersion*2.10*'
        $text | Should -Not -BeLike '*Manifest*'
        $text | Should -Not -BeLike '*Values*'
    }

    It 'cuts nothing at 80 columns: what is too long is wrapped' {
        Get-HelmRelease @saved | Out-String -Width 80 | Should -Not -Match ([char] 0x2026)
    }

    It 'has a wide form, and shows hooks, objects and templates as tables' {
        Get-HelmRelease @saved -Namespace shop | Format-Wide -Column 2 | Out-String -Width 80 | Should -Match '(?m)^shop/shop-passwords +shop/web'
        (Get-HelmRelease steps @saved).Hooks | Out-String -Width 80 | Should -Match '(?m)^Job +steps-migrate +post-install, post-upgrade +10 Succeeded'
        (Get-HelmRelease web @saved).Objects | Out-String -Width 80 | Should -Match '(?m)^Deployment +web +apps/v1'
        (Get-HelmRelease web @saved).ChartTemplates | Out-String -Width 80 | Should -Match '(?m)^templates/deployment.yaml +1[.,]\d KiB'
    }

    It 'colours the status where output has colours, and only there' {
        $before = $PSStyle.OutputRendering
        try {
            $PSStyle.OutputRendering = 'Ansi'
            $coloured = Get-HelmRelease @saved -Namespace trouble | Out-String -Width 80
            $PSStyle.OutputRendering = 'PlainText'
            $plain = Get-HelmRelease @saved -Namespace trouble | Out-String -Width 80
        }
        finally {
            $PSStyle.OutputRendering = $before
        }

        $coloured | Should -Match ([regex]::Escape("$($PSStyle.Foreground.BrightRed)failed$($PSStyle.Reset)"))
        $plain | Should -Not -Match "`e"
    }
}
