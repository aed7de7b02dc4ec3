# The base class of all cmdlets that wait for something, shown by a cmdlet that only the tests have.
BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    $probe = Get-Probe
    $imported = Import-Module -Assembly $probe -PassThru
    $events = $probe.GetType('ReleaseManager.PowerShell.Probe.ProbeEvents')
    $manifest = Get-TestedManifest
    $second = [timespan]::FromSeconds(20)
    $importing = "Import-Module '$PSScriptRoot/Testing.psm1'; Import-Module -Assembly (Get-Probe)"
}

AfterAll {
    Remove-Module -ModuleInfo $imported
}

Describe 'A cmdlet that waits' {
    BeforeEach {
        $events::Clear()
    }

    It 'hands on what its work writes, in order, for each object of the pipeline and at the end' {
        'a', 'b' | Invoke-Probe -Count 3 -AtEnd | Should -Be 'a', 0, 1, 2, 'b', 0, 1, 2, 'end'
    }

    It 'hands on ten thousand objects in little time' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()

        (Invoke-Probe -Count 10000 | Measure-Object).Count | Should -Be 10000
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 5
    }

    It 'reads paths from the location of PowerShell' {
        Push-Location TestDrive:/
        try {
            Invoke-Probe -Path ./x | Should -Be (Join-Path (Get-Item TestDrive:/).FullName 'x')
        }
        finally {
            Pop-Location
        }
    }

    It 'passes warnings, verbose and debug lines on' {
        # -Debug would have PowerShell ask at the warning.
        $all = & { $DebugPreference = 'Continue'; Invoke-Probe -Say -Verbose 3>&1 4>&1 5>&1 }

        $all.ForEach({ $_.GetType().Name }) | Should -Be 'WarningRecord', 'VerboseRecord', 'DebugRecord'
        $all.ForEach({ $_.Message }) | Should -Be 'a warning', 'a verbose line', 'a debug line'
    }
}

Describe 'Ctrl+C' {
    BeforeEach {
        $events::Clear()
    }

    It 'gives the prompt back at once and cancels the work' {
        $shell = New-Shell "$importing; Invoke-Probe -Count 1 -Hang"
        try {
            $running = $shell.BeginInvoke()
            $events::WaitFor('started', $second) | Should -BeTrue
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()

            $watch.ElapsedMilliseconds | Should -BeLessThan 500
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
            $events::WaitFor('canceled', $second) | Should -BeTrue
        }
        finally {
            $shell.Dispose()
        }
    }

    It 'does not wait for work that takes its time to end, and what that still says is dropped' {
        $shell = New-Shell "$importing; Invoke-Probe -Stubborn -Verbose"
        try {
            $running = $shell.BeginInvoke()
            $events::WaitFor('started', $second) | Should -BeTrue
            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()

            $watch.ElapsedMilliseconds | Should -BeLessThan 500
            $events::Happened('released')
        }
        finally {
            $shell.Dispose()
        }
    }
}

Describe 'A pipeline that wants no more' {
    BeforeEach {
        $events::Clear()
    }

    It 'ends with Select-Object -First, and the work is canceled' {
        Invoke-Probe -Count 100000 -Hang | Select-Object -First 2 | Should -Be 0, 1

        $events::WaitFor('canceled', $second) | Should -BeTrue
    }

    It 'ends when a later command throws' {
        { Invoke-Probe -Count 100000 -Hang | ForEach-Object { if ($_ -eq 1) { throw 'enough' } } } | Should -Throw 'enough'

        $events::WaitFor('canceled', $second) | Should -BeTrue
    }

    It 'ends at the first error with -ErrorAction Stop' {
        $written = [System.Collections.Generic.List[int]]::new()
        $thrown = { Invoke-Probe -Count 3 -FailAt 1 -Hang -ErrorAction Stop | ForEach-Object { $written.Add($_) } } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -BeLike 'ItemFailed,*'
        $written | Should -Be 0
        $events::WaitFor('canceled', $second) | Should -BeTrue
    }

    It 'goes on after an error otherwise' {
        $written = Invoke-Probe -Count 3 -FailAt 1 -ErrorAction SilentlyContinue -ErrorVariable failed

        $written | Should -Be 0, 2
        $failed.TargetObject | Should -Be 1
    }
}

Describe 'An error of the work' {
    It 'has our id, a category by its kind (<Kind>), its target and the way out' -ForEach @(
        @{ Kind = 'Incomplete'; Category = 'InvalidResult' }
        @{ Kind = 'Usage'; Category = 'InvalidArgument' }
        @{ Kind = 'Cluster'; Category = 'ConnectionError' }
        @{ Kind = 'Backend'; Category = 'ResourceUnavailable' }
        @{ Kind = 'State'; Category = 'InvalidData' }
    ) {
        $thrown = { Invoke-Probe -Throw $Kind } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -Be 'ProbeFailed,ReleaseManager.PowerShell.Probe.InvokeProbeCommand'
        $thrown.CategoryInfo.Category | Should -Be $Category
        $thrown.TargetObject | Should -Be 'the probe'
        $thrown.ErrorDetails.RecommendedAction | Should -Be 'Try another.'
        "$thrown" | Should -Be 'The probe failed.'
        $thrown.Exception | Should -BeOfType ReleaseManager.ReleaseManagerException
    }

    It 'comes after what was written before it' {
        $written = [System.Collections.Generic.List[int]]::new()
        { Invoke-Probe -Count 2 -Throw State | ForEach-Object { $written.Add($_) } } | Should -Throw -ErrorId 'ProbeFailed,*'

        $written | Should -Be 0, 1
    }

    It 'that nobody expected is passed on too' {
        { Invoke-Probe -ThrowUnexpected } | Should -Throw 'Nobody expected this.' -ErrorId 'Unexpected,*'
    }

    It 'in a path comes before the work' {
        { Invoke-Probe -Path Env:/x } | Should -Throw -ErrorId 'PathNotInFileSystem,*'
    }
}

Describe 'A question' {
    It 'is answered by -Confirm:$false, -Force and -WhatIf' {
        Invoke-Probe -Ask -Confirm:$false | Should -BeTrue
        Invoke-Probe -Ask -Force | Should -BeTrue
        Invoke-Probe -Ask -WhatIf | Should -BeFalse
        Invoke-Probe -Ask -Force -WhatIf | Should -BeFalse
        & { $WhatIfPreference = $true; Invoke-Probe -Ask -Force } | Should -BeFalse
    }

    It 'is an error where nobody can answer' {
        $session = Invoke-Session "$importing; try { Invoke-Probe -Ask } catch { `$_.Exception.GetType().Name }"

        $session.Lines[-1] | Should -Not -Be 'True'
        $session.Lines[-1] | Should -BeLike '*Exception'
    }

    It 'is put to the user: <Answer>' -ForEach @(@{ Answer = 'y'; Result = 'True' }, @{ Answer = 'n'; Result = 'False' }) {
        $session = Invoke-Session "$importing; Invoke-Probe -Ask" -Interactive -Answer $Answer

        $session.Text | Should -BeLike '*the target*'
        $session.Lines[-1] | Should -BeLike "*$Result"
    }
}

Describe 'Progress' {
    It 'is shown now and then, and taken away at the end' {
        $shell = New-Shell "$importing; Invoke-Probe -Steps 5000"
        try {
            $null = $shell.Invoke()
            $records = $shell.Streams.Progress.Where({ $_.Activity -eq 'Probing' })

            $records.Count | Should -BeGreaterThan 1
            $records.Count | Should -BeLessThan 1000
            $records[0].StatusDescription | Should -Be '1 of 5000'
            $records[0].CurrentOperation | Should -Be 'here'
            $records[-1].RecordType | Should -Be 'Completed'
        }
        finally {
            $shell.Dispose()
        }
    }
}
