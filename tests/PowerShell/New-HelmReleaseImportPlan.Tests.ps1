BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
    $stage = Start-Stage
    $blue = Start-StageCluster $stage blue -Filled
    $green = Start-StageCluster $stage green
    $base = (Get-Item TestDrive:/).FullName
    $state = Join-Path $base 'state'
    $null = Export-HelmReleaseState $state -Kubeconfig $blue.kubeconfig
    $target = @{ Kubeconfig = $green.kubeconfig }
    $command = 'ReleaseManager.PowerShell.Commands.NewHelmReleaseImportPlanCommand'
}

AfterAll {
    Stop-Stage $stage
}

Describe 'New-HelmReleaseImportPlan' {
    It 'says what an import would do, and changes nothing' {
        Invoke-Stage $stage forget green
        $plan = New-LocalBackend $state | New-HelmReleaseImportPlan @target

        $plan | Should -BeOfType ReleaseManager.ReleaseImportPlan
        $plan.Location | Should -Be $state
        $plan.Snapshot | Should -Be 1
        $plan.HasRefusals | Should -BeFalse
        $plan.Releases.Count | Should -Be 14
        $plan.Releases.Where({ $_.Name -eq 'former' }).Action | Should -Be 'RecordsOnly'
        $web = $plan.Releases.Where({ $_.Name -eq 'web' })
        $web.Action | Should -Be 'Install'
        $web.Chart | Should -Be 'plain-1.4.0+build.7'
        $web.Objects['Deployment'] | Should -Be 1
        $plan.Releases.Where({ $_.Name -eq 'storage' }).EmptyVolumes | Should -Contain 'data/storage-fixed'
        $plan.Namespaces.Where({ $_.Name -eq 'shop' }).Action | Should -Be 'create'
        Get-StageChange $stage green | Should -BeNullOrEmpty
    }

    It 'skips what is there' {
        $plan = New-HelmReleaseImportPlan $state -Kubeconfig $blue.kubeconfig

        $plan.Releases.Action | Sort-Object -Unique | Should -Be 'Skip'
    }

    It 'refuses what stands in the way, and says why' {
        $taken = Start-StageCluster $stage taken
        $objects = @(
            @{ apiVersion = 'v1'; kind = 'Namespace'; metadata = @{ name = 'shop' } }
            @{ apiVersion = 'v1'; kind = 'Service'; metadata = @{ name = 'web'; namespace = 'shop' }; spec = @{ ports = @(@{ port = 80 }) } }
        )
        Invoke-Stage $stage load taken @{ objects = ConvertTo-Json $objects -Depth 6 }
        $plan = New-HelmReleaseImportPlan $state -Kubeconfig $taken.kubeconfig -Namespace shop
        $web = $plan.Releases.Where({ $_.Name -eq 'web' })

        $plan.HasRefusals | Should -BeTrue
        $web.Action | Should -Be 'Refuse'
        $web.ErrorId | Should -Be 'ObjectBelongsToOther'
        "$($web.Reasons)" | Should -BeLike '*Service*web*'
    }

    It 'takes snapshots from the pipeline by their number' {
        (Get-HelmReleaseSnapshot $state | New-HelmReleaseImportPlan @target -Name web).Releases.Name | Should -Be 'web'
    }

    It 'chooses with wildcards' {
        (New-HelmReleaseImportPlan $state @target -Name s* -Namespace data, platform -ExcludeNamespace plat*).Releases.Name | Should -Be 'settings', 'storage'
    }

    It 'refuses a name or namespace that is not saved: <Missing>' -ForEach @(
        @{ Choice = @{ Name = 'web', 'nosuch' }; Missing = 'nosuch' }
        @{ Choice = @{ Namespace = 'shap' }; Missing = 'shap' }
        @{ Choice = @{ Name = 'web'; Namespace = 'data' }; Missing = 'web' }
    ) {
        $thrown = { New-HelmReleaseImportPlan $state @target @Choice } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -Be "ReleaseNotFound,$command"
        $thrown.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $thrown.TargetObject | Should -Be $Missing
    }

    It 'warns in the plan where a wildcard matches nothing' {
        $plan = New-HelmReleaseImportPlan $state @target -Name none*

        $plan.Releases | Should -BeNullOrEmpty
        $plan.Warnings | Should -BeLike '*nothing to bring back*'
    }

    It 'keeps how the import is to be done' {
        $plan = New-HelmReleaseImportPlan $state @target -NoHooks -SkipCrds -IncludeReferences -NoHistory -SkipNamespaces -StopOnError -Wait -WaitForJobs -ThrottleLimit 3 -ReleaseTimeout 45

        $plan.Settings.IncludeReferences | Should -BeTrue
        $plan.Settings.NoHooks, $plan.Settings.SkipCrds, $plan.Settings.NoHistory, $plan.Settings.StopOnError | Should -Be $true, $true, $true, $true
        $plan.Settings.Wait, $plan.Settings.WaitForJobs | Should -Be $true, $true
        $plan.Settings.CreateNamespaces | Should -BeFalse
        $plan.Settings.Parallelism | Should -Be 3
        $plan.Settings.ReleaseTimeout | Should -Be ([timespan]::FromSeconds(45))
    }

    It 'ends in <Id>: <Name>' -ForEach @(
        @{ Name = 'no state'; Id = 'StateNotFound'; Category = 'ObjectNotFound'; More = @{ Backend = 'TestDrive:/none' } }
        @{ Name = 'no snapshot'; Id = 'SnapshotNotFound'; Category = 'ObjectNotFound'; More = @{ Backend = 'TestDrive:/state'; Snapshot = 7 } }
        @{ Name = 'no context'; Id = 'KubeContextNotFound'; Category = 'ObjectNotFound'; More = @{ Backend = 'TestDrive:/state'; KubeContext = 'none' } }
    ) {
        $thrown = { New-HelmReleaseImportPlan @target @More } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -Be "$Id,$command"
        $thrown.CategoryInfo.Category | Should -Be $Category
    }
}

Describe 'A plan' {
    BeforeAll {
        $plan = New-HelmReleaseImportPlan $state @target
    }

    It 'holds no values, as JSON neither' {
        $hidden = Get-StageSecret $stage blue $blue.token
        $json = $plan | ConvertTo-Json -Depth 8

        $hidden.Count | Should -BeGreaterThan 3
        $hidden.Where({ $json.Contains($_) }) | Should -BeNullOrEmpty
    }

    It 'comes back whole from <Name>' -ForEach @(
        @{ Name = 'ConvertTo-Json, as text'; Saved = { $plan | ConvertTo-Json -Depth 8 } }
        @{ Name = 'ConvertTo-Json -Compress, as text'; Saved = { $plan | ConvertTo-Json -Depth 8 -Compress } }
        @{ Name = 'ConvertTo-Json, with names for numbers'; Saved = { $plan | ConvertTo-Json -Depth 8 -EnumsAsStrings } }
        @{ Name = 'ConvertFrom-Json'; Saved = { $plan | ConvertTo-Json -Depth 8 | ConvertFrom-Json } }
        @{ Name = 'ConvertFrom-Json -AsHashtable'; Saved = { $plan | ConvertTo-Json -Depth 8 | ConvertFrom-Json -AsHashtable } }
        @{ Name = 'Export-Clixml'; Saved = { $plan | Export-Clixml TestDrive:/plan.xml -Depth 8; Import-Clixml TestDrive:/plan.xml } }
        @{ Name = 'Export-Clixml of ordinary depth'; Saved = { $plan | Export-Clixml TestDrive:/plan2.xml; Import-Clixml TestDrive:/plan2.xml } }
    ) {
        $back = & $Saved | Import-HelmReleaseState @target -WhatIf

        # Clixml keeps an address in another spelling of the same.
        $back | ConvertTo-Json -Depth 8 | ForEach-Object Replace '/",' '",' | Should -Be ($plan | ConvertTo-Json -Depth 8)
    }

    It 'is shown line by line, each with its own colours alone' {
        $rendering = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'Ansi'
        try {
            $lines = (New-HelmReleaseImportPlan $state @target | Out-String -Width 200) -split '\r?\n'
        }
        finally {
            $PSStyle.OutputRendering = $rendering
        }

        # A header has five columns, each with a colour and its end.
        ($lines | ForEach-Object { ($_ -split "`e").Count } | Measure-Object -Maximum).Maximum | Should -BeIn (2..11)
    }

    It 'fits into 80 columns' {
        $lines = ($plan | Out-String -Width 80) -split '\r?\n'

        $lines.Where({ $_ -like "State *: $state, snapshot 1 of*" -or $_ -like 'State *: *' }).Count | Should -Be 1
        $lines.Where({ $_ -eq 'Releases   : 13 Install, 1 RecordsOnly' }).Count | Should -Be 1
        $lines.Where({ $_ -match '^shop +web +Install +4 plain-1\.4\.0\+build\.7$' }).Count | Should -Be 1
    }
}
