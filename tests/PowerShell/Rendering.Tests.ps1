BeforeDiscovery {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    $noHelm = -not (Get-Helm)
    if ($noHelm) {
        Write-Warning 'Rendering is not tested: helm is neither on the search path nor in the cache of the lab.'
    }
}

BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
    $stage = Start-Stage
    $blue = Start-StageCluster $stage blue -Filled
    $green = Start-StageCluster $stage green
    $state = Join-Path (Get-Item TestDrive:/).FullName 'state'
    $null = Export-HelmReleaseState $state -Kubeconfig $blue.kubeconfig
    $web = @{ Backend = $state; Kubeconfig = $green.kubeconfig; Name = 'web'; Namespace = 'shop' }
    $binary = $env:HELM_BIN
    $env:HELM_BIN = Get-Helm
}

AfterAll {
    $env:HELM_BIN = $binary
    Stop-Stage $stage
}

Describe 'Rendering' -Skip:$noHelm {
    It 'plans new values from <Name>' -ForEach @(
        @{ Name = 'a hashtable'; Values = { @{ replicas = 7 } } }
        @{ Name = 'an object'; Values = { [pscustomobject] @{ replicas = 7 } } }
        @{ Name = 'a file'; Values = { Set-Content TestDrive:/values.yaml 'replicas: 7'; 'TestDrive:/values.yaml' } }
    ) {
        $plan = New-HelmReleaseImportPlan @web -Values (& $Values)

        $plan.Settings.Mode | Should -Be Render
        $plan.Releases.Render.Changed.Fields | Should -Contain 'spec.replicas: 3 -> 7'
        $plan | ConvertTo-Json -Depth 8 | Should -Not -Match '"replicas"'
    }

    It 'gives back a saved plan with its values, and not without them' {
        $saved = New-HelmReleaseImportPlan @web -Values @{ replicas = 7 } | ConvertTo-Json -Depth 8
        New-HelmReleaseImportPlan @web -Values @{ replicas = 7 } | Export-Clixml TestDrive:/plan.xml
        $target = @{ Kubeconfig = $green.kubeconfig; Force = $true }

        (Import-Clixml TestDrive:/plan.xml | Import-HelmReleaseState @target -WhatIf).Releases.Render.Changed.Name | Should -Contain 'Deployment web'
        ({ $saved | Import-HelmReleaseState @target -ErrorAction Stop } | Should -Throw -PassThru).FullyQualifiedErrorId | Should -BeLike 'PlanNeedsValues,*'
        ({ $saved | Import-HelmReleaseState @target -Values @{ replicas = 8 } -ErrorAction Stop } | Should -Throw -PassThru).FullyQualifiedErrorId |
            Should -BeLike 'PlanForOtherValues,*'
        ($saved | Import-HelmReleaseState @target -Values @{ replicas = 7 }).Outcome | Should -Be Restored
    }

    It 'passes a plan on with its values' {
        $teal = Start-StageCluster $stage teal
        $to = @{ Kubeconfig = $teal.kubeconfig }
        $result = New-HelmReleaseImportPlan $state @to -Name web -Namespace shop -Values @{ replicas = 7 } | Import-HelmReleaseState @to

        $result.Outcome, $result.Revision | Should -Be Restored, 1
    }

    It 'wants the source of a chart with subcharts, by a path relative to the location' {
        $umbrella = @{ Backend = $state; Kubeconfig = $green.kubeconfig; Name = 'suite' }
        Push-Location (Join-Path (Get-CheckoutPath) 'tests/charts')
        try {
            (New-HelmReleaseImportPlan @umbrella -Mode Render).Releases.ErrorId | Should -Be ChartSourceMissing
            $plan = New-HelmReleaseImportPlan @umbrella -Mode Render -ChartSource @{ umbrella = './umbrella' }
        }
        finally {
            Pop-Location
        }

        $plan.Releases.Action | Should -Be Install
        $plan.Releases.Render.Source | Should -Be (Join-Path (Get-CheckoutPath) 'tests/charts/umbrella')
    }

    It 'ends in <Id>' -ForEach @(
        @{ Id = 'ValuesNeedRender'; More = @{ Values = @{ a = 1 }; Mode = 'Replay' } }
        @{ Id = 'ValuesNeedRender'; More = @{ ChartSource = @{ a = 'b/c' } } }
        @{ Id = 'ValuesMissing'; More = @{ UpdateValues = $true; Mode = 'Render' } }
        @{ Id = 'ValuesUnreadable'; More = @{ Values = 'TestDrive:/none.yaml' } }
        @{ Id = 'ValuesUnreadable'; More = @{ Values = 1, 2 } }
    ) {
        ({ New-HelmReleaseImportPlan @web @More } | Should -Throw -PassThru).FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }
}
