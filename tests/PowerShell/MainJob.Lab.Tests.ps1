# The main job with everything real: Helm, kubectl, two API servers. tests/Lab/install.sh puts them there.
BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
    if (-not (Get-LabProblem)) {
        $lab = Start-Lab
        $base = (Get-Item TestDrive:/).FullName
        $charts = Join-Path (Get-CheckoutPath) 'tests/charts'
        $a = @{ Kubeconfig = $lab.A }
        $b = @{ Kubeconfig = $lab.B }

        function Invoke-Helm([string] $Kubeconfig) {
            Invoke-LabTool $lab helm $Kubeconfig $args
        }

        function Invoke-Kubectl([string] $Kubeconfig) {
            Invoke-LabTool $lab kubectl $Kubeconfig $args
        }

        # What anybody could have changed: any write would show in a resource version.
        function Get-Fingerprint([string] $Kubeconfig) {
            Invoke-Kubectl $Kubeconfig get 'namespaces,secrets,configmaps,services,customresourcedefinitions' -A -o 'jsonpath={range .items[*]}{.kind}/{.metadata.namespace}/{.metadata.name}/{.metadata.resourceVersion}{"\n"}{end}' |
                Where-Object { $_ -notlike '*leader*' } | Sort-Object
        }

        Invoke-Helm $lab.A install web (Join-Path $charts 'plain') -n shop --create-namespace --set replicas=2
        Invoke-Helm $lab.A upgrade web (Join-Path $charts 'plain') -n shop --set replicas=3
        Invoke-Helm $lab.A install secrets (Join-Path $charts 'passwords') -n shop
        Invoke-Helm $lab.A install steps (Join-Path $charts 'hooks') -n platform --create-namespace
        Invoke-Helm $lab.A install suite (Join-Path $charts 'umbrella') -n platform
    }
}

AfterAll {
    if ($lab) {
        Stop-Lab $lab
    }
}

Describe 'The main job with real Helm and real API servers' {
    BeforeEach {
        if ($problem = Get-LabProblem) {
            Set-ItResult -Skipped -Because $problem
        }
    }

    It 'saves what Helm released, and changes nothing' {
        $before = Get-Fingerprint $lab.A
        $result = New-LocalBackend "$base/state" | Export-HelmReleaseState @a

        $result.Releases | Should -Be 4
        $result.Revisions | Should -Be 5
        Get-Fingerprint $lab.A | Should -Be $before
        Test-HelmReleaseState "$base/state" -Quiet | Should -BeTrue
    }

    It 'lists live releases as helm list does' {
        $helm = Invoke-Helm $lab.A list -A -o json | ConvertFrom-Json | Sort-Object namespace, name
        $ours = Get-HelmRelease @a

        $ours.ForEach({ "$($_.Namespace) $($_.Name) $($_.Revision) $($_.Status) $($_.Chart) $($_.AppVersion)" }) |
            Should -Be $helm.ForEach({ "$($_.namespace) $($_.name) $($_.revision) $($_.status) $($_.chart) $($_.app_version)" })
        (Get-HelmRelease web @a).Manifest.Trim() | Should -Be ((Invoke-Helm $lab.A get manifest web -n shop) -join "`n").Trim()
    }

    It 'plans, and changes nothing by a plan or -WhatIf' {
        $before = Get-Fingerprint $lab.B
        $plan = New-HelmReleaseImportPlan "$base/state" @b
        $same = Import-HelmReleaseState "$base/state" @b -WhatIf

        $plan.Releases.Action | Sort-Object -Unique | Should -Be 'Install'
        $same.Releases.Count | Should -Be 4
        Get-Fingerprint $lab.B | Should -Be $before
    }

    It 'brings all back by a saved plan, and Helm goes on as if it had installed everything' {
        New-HelmReleaseImportPlan "$base/state" @b | ConvertTo-Json -Depth 8 | Set-Content TestDrive:/plan.json
        $results = Get-Content -Raw TestDrive:/plan.json | Import-HelmReleaseState @b

        $results.Count | Should -Be 4
        $results.Outcome | Sort-Object -Unique | Should -Be 'Restored'
        foreach ($release in @{ n = 'web'; s = 'shop' }, @{ n = 'secrets'; s = 'shop' }, @{ n = 'steps'; s = 'platform' }, @{ n = 'suite'; s = 'platform' }) {
            Invoke-Helm $lab.B history $release.n -n $release.s -o json | Should -Be (Invoke-Helm $lab.A history $release.n -n $release.s -o json)
            Invoke-Helm $lab.B get all $release.n -n $release.s | Should -Be (Invoke-Helm $lab.A get all $release.n -n $release.s)
        }

        $generated = 'get', 'secret', '-n', 'shop', '-l', 'app.kubernetes.io/managed-by=Helm', '-o', 'jsonpath={.items[*].data}'
        (Invoke-Kubectl $lab.A @generated).Length | Should -BeGreaterThan 100
        Invoke-Kubectl $lab.B @generated | Should -Be (Invoke-Kubectl $lab.A @generated)
        Invoke-Helm $lab.B upgrade web (Join-Path $charts 'plain') -n shop --set replicas=4
        Invoke-Helm $lab.B rollback web 2 -n shop
        Invoke-Helm $lab.B uninstall suite -n platform
    }

    It 'goes on after Ctrl+C' {
        Invoke-Helm $lab.B uninstall web -n shop
        Invoke-Helm $lab.B uninstall steps -n platform
        $shell = New-Shell "Import-HelmReleaseState '$base/state' -Kubeconfig '$($lab.B)' -Name web, steps, suite -WarningAction Ignore"
        try {
            $running = $shell.BeginInvoke()
            do {
                $busy = Invoke-Kubectl $lab.B get secrets -A -l status=pending-install -o name
            } until ($busy -or $running.IsCompleted)

            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()

            $watch.ElapsedMilliseconds | Should -BeLessThan 1000
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        }
        finally {
            $shell.Dispose()
        }

        $results = Import-HelmReleaseState "$base/state" @b -Name web, steps, suite
        $results.Where({ $_.Outcome -notin 'Restored', 'Skipped' }) | Should -BeNullOrEmpty
        Invoke-Helm $lab.B history web -n shop -o json | Should -Be (Invoke-Helm $lab.A history web -n shop -o json)
    }

    It 'fails where a release fails, and names it' {
        Invoke-Helm $lab.B uninstall web -n shop
        Invoke-Kubectl $lab.B create service clusterip web -n shop --tcp=80:80
        $thrown = { Import-HelmReleaseState "$base/state" @b } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -BeLike 'ImportIncomplete,*'
        $thrown.TargetObject.Name | Should -Be 'web'
        $thrown.TargetObject.ErrorId | Should -Be 'ObjectBelongsToOther'
        Invoke-Kubectl $lab.B delete service web -n shop
        (Import-HelmReleaseState "$base/state" @b -Name web).Outcome | Should -Be 'Restored'
    }
}
