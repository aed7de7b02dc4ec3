BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
    $stage = Start-Stage
    $blue = Start-StageCluster $stage blue -Filled
    $base = (Get-Item TestDrive:/).FullName
    $state = Join-Path $base 'state'
    $null = Export-HelmReleaseState $state -Kubeconfig $blue.kubeconfig
    $command = 'ReleaseManager.PowerShell.Commands.ImportHelmReleaseStateCommand'
    $importing = "Import-Module '$(Get-TestedManifest)'"

    # The results, and the error that ends the pipeline; what Pester runs stops at that error whatever the preference.
    function Receive-Import([scriptblock] $Script) {
        $results = [System.Collections.Generic.List[object]]::new()
        $failure = $null
        try {
            & $Script | ForEach-Object { $results.Add($_) }
        }
        catch {
            $failure = $_
        }

        [pscustomobject] @{ Results = $results; Failure = $failure }
    }

    # One release, shop/web, cannot come back.
    function Deny-Deployment([string] $Cluster) {
        Invoke-Stage $stage forbid $Cluster @{ verb = @('create', 'patch'); resource = 'deployments'; namespace = 'shop' }
    }
}

AfterAll {
    Stop-Stage $stage
}

Describe 'Import-HelmReleaseState' {
    BeforeEach {
        $green = 'green'
        $target = @{ Kubeconfig = (Start-StageCluster $stage $green).kubeconfig }
    }

    AfterEach {
        Invoke-Stage $stage release $green
        Invoke-Stage $stage stop $green
    }

    Context 'All of a state' {
        It 'brings everything back as it was' {
            $results = New-LocalBackend $state | Import-HelmReleaseState @target
            $compared = Invoke-Stage $stage compare blue @{ with = $green }

            $results | Should -BeOfType ReleaseManager.ReleaseImportResult
            $results.Count | Should -Be 14
            $results.Outcome | Sort-Object -Unique | Should -Be 'Restored'
            $compared.same | Should -BeTrue
        }

        It 'changes nothing the second time' {
            $null = Import-HelmReleaseState $state @target
            Invoke-Stage $stage forget $green
            $again = Import-HelmReleaseState $state @target

            $again.Outcome | Sort-Object -Unique | Should -Be 'Skipped'
            Get-StageChange $stage $green | Should -BeNullOrEmpty
        }

        It 'hands results on as they come' {
            Invoke-Stage $stage hold $green @{ verb = @('create', 'patch'); resource = 'deployments'; namespace = 'shop' }

            # The held release can only end once the first result has come through.
            $results = Import-HelmReleaseState $state @target -Name web, lists, broken -ReleaseTimeout 60 | ForEach-Object {
                if ($_.Name -ne 'web') {
                    Invoke-Stage $stage release $green
                }

                $_
            }

            $results.Count | Should -Be 3
            $results[0].Name | Should -Not -Be 'web'
        }

        It 'chooses with wildcards' {
            (Import-HelmReleaseState $state @target -Name s* -Namespace data, platform -ExcludeNamespace plat*).Name | Sort-Object | Should -Be 'settings', 'storage'
        }

        It 'takes a snapshot from the pipeline by its number' {
            $two = Join-Path $base 'two'
            $null = Export-HelmReleaseState $two -Kubeconfig $blue.kubeconfig -Name web
            $null = Export-HelmReleaseState $two -Kubeconfig $blue.kubeconfig

            $results = Get-HelmReleaseSnapshot $two 1 | Import-HelmReleaseState @target -WarningAction SilentlyContinue

            $results.Name | Should -Be 'web'
        }

        It 'follows cd' {
            Push-Location TestDrive:/
            try {
                (Import-HelmReleaseState ./state @target -Name web).Outcome | Should -Be 'Restored'
            }
            finally {
                Pop-Location
            }
        }

        It 'leaves out what it is told to leave out' {
            $noHooks = Import-HelmReleaseState $state @target -Name steps -NoHooks
            $noHistory = Import-HelmReleaseState $state @target -Name web -NoHistory
            $failed = Receive-Import { Import-HelmReleaseState $state @target -Name lists -SkipNamespaces }

            $noHooks.HooksRun | Should -Be 0
            $noHistory.RecordsRestored | Should -Be 1
            $failed.Results.Outcome | Should -Not -Be 'Restored'
            $failed.Failure.FullyQualifiedErrorId | Should -Be "ImportIncomplete,$command"
        }

        It 'serves runspaces side by side' {
            $other = "other-$green"
            $configs = $target.Kubeconfig, (Start-StageCluster $stage $other).kubeconfig
            $results = $configs | ForEach-Object -Parallel {
                Import-Module $using:PSScriptRoot/Testing.psm1
                Import-TestedModule
                Import-HelmReleaseState $using:state -Kubeconfig $_
            }

            $results.Count | Should -Be 28
            $results.Outcome | Sort-Object -Unique | Should -Be 'Restored'
            (Invoke-Stage $stage compare blue @{ with = $other }).same | Should -BeTrue
        }
    }

    Context 'Whether to import' {
        It 'is answered by -WhatIf: the plan comes, and nothing changes' {
            $plan = Import-HelmReleaseState $state @target -WhatIf

            $plan | Should -BeOfType ReleaseManager.ReleaseImportPlan
            $plan.Releases.Count | Should -Be 14
            Get-StageChange $stage $green | Should -BeNullOrEmpty
        }

        It 'is answered by $WhatIfPreference, with -Force too' {
            $plan = & { $WhatIfPreference = $true; Import-HelmReleaseState $state @target -Force }

            $plan | Should -BeOfType ReleaseManager.ReleaseImportPlan
            Get-StageChange $stage $green | Should -BeNullOrEmpty
        }

        It 'is asked with -Confirm: <Answer>' -ForEach @(@{ Answer = 'y'; There = 'Restored' }, @{ Answer = 'n'; There = '' }) {
            $session = Invoke-Session "$importing; (Import-HelmReleaseState '$state' -Kubeconfig '$($target.Kubeconfig)' -Name web -Confirm).Outcome" -Interactive -Answer $Answer

            -join $session.Lines | Should -BeLike '*Bring back 1 release of snapshot 1*'
            (-join $session.Lines).EndsWith("):$Answer$There") | Should -BeTrue
            [bool] (Get-StageChange $stage $green) | Should -Be ($Answer -eq 'y')
        }

        It 'is not asked with -Force' {
            $session = Invoke-Session "$importing; `$ConfirmPreference = 'Low'; (Import-HelmReleaseState '$state' -Kubeconfig '$($target.Kubeconfig)' -Name web -Force).Outcome"

            $session.Text | Should -Be 'Restored'
        }
    }

    Context 'A plan' {
        It 'is carried out from the pipeline as it was made, and no more: <Name>' -ForEach @(
            @{ Name = 'at once'; Saved = { $plan } }
            @{ Name = 'saved as JSON'; Saved = { $plan | ConvertTo-Json -Depth 8 | Set-Content TestDrive:/plan.json; Get-Content -Raw TestDrive:/plan.json } }
            @{ Name = 'saved as Clixml'; Saved = { $plan | Export-Clixml TestDrive:/plan.xml; Import-Clixml TestDrive:/plan.xml } }
            @{ Name = 'of -WhatIf'; Saved = { Import-HelmReleaseState $state @target -Name steps -NoHooks -WhatIf } }
        ) {
            $plan = New-HelmReleaseImportPlan $state @target -Name steps -NoHooks

            $results = & $Saved | Import-HelmReleaseState @target

            $results.Name | Should -Be 'steps'
            $results.Outcome | Should -Be 'Restored'
            $results.HooksRun | Should -Be 0
        }

        It 'finds a state that was moved' {
            $moved = Join-Path $base 'moved'
            Copy-Item -Recurse $state $moved
            $plan = New-HelmReleaseImportPlan $moved @target -Name web
            Rename-Item $moved 'moved on'

            ($plan | Import-HelmReleaseState -Backend "$moved on" @target).Outcome | Should -Be 'Restored'
        }

        It 'of an encrypted state knows its key as long as it is not saved, and tells nobody' {
            $safe = New-LocalBackend (Join-Path $base "safe-$green") -Passphrase (ConvertTo-SecureString 'hidden' -AsPlainText)
            $null = Copy-HelmReleaseState $state $safe
            $plan = New-HelmReleaseImportPlan $safe @target -Name web
            $saved = $plan | ConvertTo-Json -Depth 8
            $thrown = { $saved | Import-HelmReleaseState @target -ErrorAction Stop } | Should -Throw -PassThru

            $saved | Should -Not -BeLike '*hidden*'
            $thrown.FullyQualifiedErrorId | Should -Be "StateEncrypted,$command"
            ($plan | Import-HelmReleaseState @target).Outcome | Should -Be 'Restored'
            ($saved | Import-HelmReleaseState -Backend $safe @target).Outcome | Should -Be 'Skipped'
        }

        It 'takes no other choices' {
            $plan = New-HelmReleaseImportPlan $state @target
            $thrown = { $plan | Import-HelmReleaseState @target -Name web -ErrorAction Stop } | Should -Throw -PassThru

            $thrown.FullyQualifiedErrorId | Should -Be "PlanHasItsOwnChoices,$command"
            $thrown.CategoryInfo.Category | Should -Be 'InvalidArgument'
            Get-StageChange $stage $green | Should -BeNullOrEmpty
        }

        It 'is for its own cluster' {
            $plan = New-HelmReleaseImportPlan $state -Kubeconfig $blue.kubeconfig
            $thrown = { $plan | Import-HelmReleaseState @target -ErrorAction Stop } | Should -Throw -PassThru

            $thrown.FullyQualifiedErrorId | Should -Be "PlanForOtherCluster,$command"
            Get-StageChange $stage $green | Should -BeNullOrEmpty
        }

        It 'is for its own state' {
            $other = Join-Path $base "other-$green"
            $null = Export-HelmReleaseState $other -Kubeconfig $blue.kubeconfig
            $plan = New-HelmReleaseImportPlan $state @target
            $thrown = { $plan | Import-HelmReleaseState -Backend $other @target -ErrorAction Stop } | Should -Throw -PassThru

            $thrown.FullyQualifiedErrorId | Should -Be "PlanForOtherState,$command"
        }

        It 'is refused where it is none: <_>' -ForEach '{"a":1}', '{"StateId":"x","Releases":[]}' {
            $text = $_
            { $text | Import-HelmReleaseState @target -ErrorAction Stop } | Should -Throw -ErrorId "ParameterArgumentTransformationError,$command"
        }
    }

    Context 'A release that fails' {
        It 'lets the others come back, and one error follows the last result, with $ErrorActionPreference <Preference>' -ForEach @(
            @{ Preference = 'Continue' }
            @{ Preference = 'Stop' }
        ) {
            Deny-Deployment $green
            $ErrorActionPreference = $Preference
            $received = Receive-Import { Import-HelmReleaseState $state @target }
            $results, $thrown = $received.Results, $received.Failure

            $results.Count | Should -Be 14
            $results.Where({ $_.Outcome -eq 'Restored' }).Count | Should -Be 13
            $failed = $results.Where({ $_.Outcome -eq 'Failed' })
            $failed.Name | Should -Be 'web'
            $failed.Message | Should -BeLike '*Deployment*'
            $failed.ErrorId | Should -Not -BeNullOrEmpty
            $thrown.FullyQualifiedErrorId | Should -Be "ImportIncomplete,$command"
            $thrown.CategoryInfo.Category | Should -Be 'InvalidResult'
            $thrown.CategoryInfo.TargetName | Should -Be 'shop/web'
            $thrown.TargetObject.Message | Should -Be $failed.Message
            "$thrown" | Should -Be '1 of 14 releases was not brought back: shop/web.'
        }

        It 'is the only error, and the next statement is reached where errors do not stop' {
            Deny-Deployment $green
            $shell = New-Shell "Import-HelmReleaseState '$state' -Kubeconfig '$($target.Kubeconfig)' -Namespace shop; 'reached'"
            try {
                $written = $shell.Invoke()

                $written.Count | Should -Be 3
                $written[-1] | Should -Be 'reached'
                $shell.Streams.Error.Count | Should -Be 1
                $shell.Streams.Error[0].FullyQualifiedErrorId | Should -Be "ImportIncomplete,$command"
            }
            finally {
                $shell.Dispose()
            }
        }

        It 'comes back with the same command once nothing is in its way' {
            Deny-Deployment $green
            { Import-HelmReleaseState $state @target } | Should -Throw -ErrorId 'ImportIncomplete,*'
            Invoke-Stage $stage release $green
            $again = Import-HelmReleaseState $state @target

            $again.Where({ $_.Outcome -eq 'Restored' }).Name | Should -Be 'web'
            (Invoke-Stage $stage compare blue @{ with = $green }).same | Should -BeTrue
        }

        It 'lets no other begin with -StopOnError' {
            Deny-Deployment $green
            $received = Receive-Import { Import-HelmReleaseState $state @target -Namespace shop, trouble -StopOnError -ThrottleLimit 1 }

            $received.Results.Where({ $_.Outcome -eq 'Stopped' }).Count | Should -BeGreaterThan 0
        }

        It 'ends <How> with exit code <Code>' -ForEach @(
            @{ How = 'pwsh -Command'; Option = '-Command'; Preference = 'Continue'; Code = 1 }
            @{ How = 'pwsh -Command, errors stop'; Option = '-Command'; Preference = 'Stop'; Code = 1 }
            @{ How = 'pwsh -File, errors stop'; Option = '-File'; Preference = 'Stop'; Code = 1 }
        ) {
            Deny-Deployment $green
            $script = "$importing; `$ErrorActionPreference = '$Preference'; Import-HelmReleaseState '$state' -Kubeconfig '$($target.Kubeconfig)' -Name web, lists | ForEach-Object Outcome"
            if ($Option -eq '-File') {
                Set-Content TestDrive:/import.ps1 $script
                $script = Join-Path $base 'import.ps1'
            }

            $program, $first = Get-PowerShellCommand
            $text = & $program @first -NoProfile -NonInteractive $Option $script 2>&1 | Out-String

            $LASTEXITCODE | Should -Be $Code
            $text | Should -BeLike '*Failed*'
            $text | Should -BeLike '*Restored*'
            $text | Should -BeLike '*1 of 2 releases was not brought back: shop/web.*'
        }

        It 'ends with exit code 0 where all is well' {
            (Invoke-Session "$importing; Import-HelmReleaseState '$state' -Kubeconfig '$($target.Kubeconfig)' -Name web").ExitCode | Should -Be 0
        }
    }

    Context 'Ctrl+C during an import' {
        It 'gives the prompt back at once, and the same import goes on afterwards' {
            Invoke-Stage $stage hold $green @{ verb = @('create', 'patch'); resource = 'deployments'; namespace = 'shop' }
            $shell = New-Shell "Import-HelmReleaseState '$state' -Kubeconfig '$($target.Kubeconfig)'"
            try {
                $null = $shell.BeginInvoke()
                Invoke-Stage $stage held $green
                $watch = [System.Diagnostics.Stopwatch]::StartNew()
                $shell.Stop()

                $watch.ElapsedMilliseconds | Should -BeLessThan 500
                $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            }
            finally {
                Invoke-Stage $stage release $green
                $shell.Dispose()
            }

            $results = Import-HelmReleaseState $state @target
            $results.Count | Should -Be 14
            $results.Where({ $_.Outcome -notin 'Restored', 'Skipped' }) | Should -BeNullOrEmpty
            $results.Where({ $_.Name -eq 'web' }).Outcome | Should -Be 'Restored'
            (Invoke-Stage $stage compare blue @{ with = $green }).same | Should -BeTrue
        }

        It 'happens also where nobody wants more results' {
            $first = Import-HelmReleaseState $state @target | Select-Object -First 1
            $results = Import-HelmReleaseState $state @target

            $first.Outcome | Should -Be 'Restored'
            $results.Where({ $_.Outcome -notin 'Restored', 'Skipped' }) | Should -BeNullOrEmpty
            (Invoke-Stage $stage compare blue @{ with = $green }).same | Should -BeTrue
        }
    }

    Context 'What an import cannot do' {
        It 'ends in <Id>: <Name>' -ForEach @(
            @{ Name = 'no state'; Id = 'StateNotFound'; Category = 'ObjectNotFound'; More = @{ Backend = 'TestDrive:/none' } }
            @{ Name = 'no snapshot'; Id = 'SnapshotNotFound'; Category = 'ObjectNotFound'; More = @{ Snapshot = '7' } }
            @{ Name = 'no release of that name'; Id = 'ReleaseNotFound'; Category = 'ObjectNotFound'; More = @{ Name = 'web', 'wab' } }
            @{ Name = 'no context'; Id = 'KubeContextNotFound'; Category = 'ObjectNotFound'; More = @{ KubeContext = 'none' } }
        ) {
            $given = @{ Backend = $state } + $target
            foreach ($key in $More.Keys) {
                $given[$key] = $More[$key]
            }

            $thrown = { Import-HelmReleaseState @given } | Should -Throw -PassThru

            $thrown.FullyQualifiedErrorId | Should -Be "$Id,$command"
            $thrown.CategoryInfo.Category | Should -Be $Category
            Get-StageChange $stage $green | Should -BeNullOrEmpty
        }

        It 'is to read what is damaged: that release is refused and named' {
            $damaged = Join-Path $base 'damaged'
            Copy-Item -Recurse $state $damaged
            $all = Get-ChildItem (Join-Path $damaged 'records') -File -Recurse
            foreach ($file in $all) {
                Set-Content $file 'broken'
            }

            $received = Receive-Import { Import-HelmReleaseState $damaged @target -Name web }

            $received.Results.Outcome | Should -Be 'Refused'
            $received.Results.ErrorId | Should -BeLike '*Damaged'
            $received.Failure.FullyQualifiedErrorId | Should -Be "ImportIncomplete,$command"
        }
    }

    Context 'What an import says' {
        It 'is with -Verbose each release as it ends, and nothing secret in any stream' {
            $hidden = Get-StageSecret $stage blue $blue.token
            Deny-Deployment $green
            $Error.Clear()
            $said = & {
                $DebugPreference = 'Continue'
                try {
                    Import-HelmReleaseState $state @target -Verbose
                }
                catch {
                    $_ | Format-List * -Force | Out-String
                    $_.Exception | Format-List * -Force | Out-String
                }
            } *>&1 | Out-String -Width 500
            $said += $Error | Format-List * -Force | Out-String -Width 500

            $said | Should -BeLike '*The cluster is https://127.0.0.1:*'
            $said | Should -BeLike '*is planned: 13 Install, 1 RecordsOnly*'
            $said | Should -BeLike '*shop/shop-passwords: Restored; objects: 4 created*'
            $said | Should -BeLike '*POST /api/v1/*'
            $hidden.Count | Should -BeGreaterThan 3
            $hidden.Where({ $said.Contains($_) }) | Should -BeNullOrEmpty
        }

        It 'is how far it is' {
            $shell = New-Shell "Import-HelmReleaseState '$state' -Kubeconfig '$($target.Kubeconfig)'"
            try {
                $null = $shell.Invoke()

                $shell.Streams.Progress.Activity | Should -Contain 'Importing'
                $shell.Streams.Progress[-1].RecordType | Should -Be 'Completed'
            }
            finally {
                $shell.Dispose()
            }
        }

        It 'fits into 80 columns' {
            Deny-Deployment $green
            $received = Receive-Import { Import-HelmReleaseState $state @target -Namespace shop }
            $lines = ($received.Results | Sort-Object Name | Out-String -Width 80) -split '\r?\n'

            $lines.Where({ $_ -match '^shop +shop-passwords +2 Restored +[\d.]+ s *$' }).Count | Should -Be 1
            $lines.Where({ $_ -match '^shop +web +4 Failed +[\d.]+ s \S' }).Count | Should -Be 1
            ($lines | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
        }
    }
}
