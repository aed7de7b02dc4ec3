BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
    $stage = Start-Stage
    $blue = Start-StageCluster $stage blue -Filled
    $base = (Get-Item TestDrive:/).FullName
    $state = Join-Path $base 'state'
    $null = Export-HelmReleaseState $state -Kubeconfig $blue.kubeconfig
    Set-Content TestDrive:/rules.yaml "- match: {kind: Deployment, namespace: shop}`n  merge: {spec: {replicas: 0}}"
}

AfterAll {
    Stop-Stage $stage
}

Describe 'Import-HelmReleaseState, changing things on the way' {
    BeforeEach {
        $green = 'green'
        $target = @{ Kubeconfig = (Start-StageCluster $stage $green).kubeconfig }
    }

    AfterEach {
        Invoke-Stage $stage release $green
        Invoke-Stage $stage stop $green
    }

    Context 'From cluster to cluster' {
        It 'brings all releases over as they were' {
            $results = Get-HelmRelease -Kubeconfig $blue.kubeconfig | Import-HelmReleaseState @target

            $results.Count | Should -Be 14
            $results.Outcome | Sort-Object -Unique | Should -Be 'Restored'
            (Invoke-Stage $stage compare blue @{ with = $green }).same | Should -BeTrue
        }

        It 'brings only what was picked, and its history with it' {
            $results = Get-HelmRelease web -Namespace shop -Kubeconfig $blue.kubeconfig | Import-HelmReleaseState @target

            $results | Should -HaveCount 1
            "$($results.Namespace)/$($results.Name)" | Should -Be 'shop/web'
            (Get-HelmRelease @target -All).Count | Should -Be (Get-HelmRelease web -Namespace shop -All -Kubeconfig $blue.kubeconfig).Count
        }

        It 'takes releases of a state as well' {
            $results = Get-HelmRelease -Backend $state -Namespace shop | Where-Object Name -EQ web | Import-HelmReleaseState @target

            $results.Outcome | Should -Be 'Restored'
        }

        It 'gives the plan with -WhatIf' {
            $plan = Get-HelmRelease web -Kubeconfig $blue.kubeconfig | Import-HelmReleaseState @target -WhatIf

            $plan | Should -BeOfType ReleaseManager.ReleaseImportPlan
            Get-StageChange $stage $green | Should -BeNullOrEmpty
        }

        It 'takes the same choices as from a state' {
            $result = Get-HelmRelease web -Namespace shop -Kubeconfig $blue.kubeconfig |
                Import-HelmReleaseState @target -TargetNamespace store -NoHistory -Atomic

            $result.Namespace | Should -Be 'store'
            $result.RecordsRestored | Should -Be 1
        }
    }

    Context 'Into other namespaces' {
        It 'moves the releases of one' {
            $result = Import-HelmReleaseState $state @target -Namespace shop -Name web -TargetNamespace store

            $result.Outcome | Should -Be 'Restored'
            (Get-HelmRelease @target).Namespace | Sort-Object -Unique | Should -Be 'store'
        }

        It 'moves the releases of several' {
            $results = Import-HelmReleaseState $state @target -Namespace shop, data -NamespaceMap @{ shop = 'store'; data = 'depot' }

            $results.Namespace | Sort-Object -Unique | Should -Be 'depot', 'store'
        }

        It 'wants to be told once' {
            { Import-HelmReleaseState $state @target -TargetNamespace a -NamespaceMap @{ b = 'c' } } |
                Should -Throw -ErrorId 'TargetNamespaceTwice,*'
        }

        It 'wants one source for one target' {
            { Import-HelmReleaseState $state @target -TargetNamespace a } | Should -Throw -ErrorId 'TargetNamespaceAmbiguous,*'
        }
    }

    Context 'By rules' {
        It 'changes objects and records, from a file where the session is' {
            Push-Location TestDrive:/
            try {
                $plan = New-HelmReleaseImportPlan $state @target -Namespace shop -Name web -Modify ./rules.yaml
            }
            finally {
                Pop-Location
            }

            $plan.Releases.Changes | Should -Match 'rule 1 changes /spec/replicas'
            ($plan | ConvertTo-Json -Depth 8 | Import-HelmReleaseState @target).Outcome | Should -Be 'Restored'
            (Get-HelmRelease web -Namespace shop @target).Manifest | Should -Match 'replicas: 0'
        }

        It 'says which file cannot be read' {
            { Import-HelmReleaseState $state @target -Modify TestDrive:/none.yaml } | Should -Throw -ErrorId 'RulesUnreadable,*'
        }
    }

    Context 'In a pipeline' {
        AfterEach {
            $env:GITHUB_ACTIONS = $null
        }

        It 'annotates what went wrong' {
            Invoke-Stage $stage forbid $green @{ verb = @('create', 'patch'); resource = 'deployments'; namespace = 'shop' }
            $script = "`$env:GITHUB_ACTIONS = 'true'; Import-Module '$(Get-TestedManifest)'; Import-HelmReleaseState '$state' -Kubeconfig '$($target.Kubeconfig)' -Namespace shop -Name web | Out-Null"

            $program, $first = Get-PowerShellCommand
            $said = & $program @first -NoProfile -NonInteractive -Command $script 2>$null

            $said -join "`n" | Should -Match '::error title=shop/web::'
        }
    }
}
