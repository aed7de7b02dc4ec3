BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
    $stage = Start-Stage
    $blue = Start-StageCluster $stage blue -Filled
    $base = (Get-Item TestDrive:/).FullName

    function Wait-Until([scriptblock] $Condition) {
        for ($i = 0; -not (& $Condition) -and $i -lt 600; $i++) {
            [System.Threading.Thread]::Sleep(100)
        }

        & $Condition | Should -BeTrue -Because 'it should have come in a minute'
    }

    function Get-FreePort {
        $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $listener.Start()
        $listener.LocalEndpoint.Port
        $listener.Stop()
    }
}

AfterAll {
    Stop-Stage $stage
}

Describe 'Start-ReleaseManagerDaemon' {
    It 'keeps a state current, answers over HTTP, and ends by Ctrl+C' {
        $state = Join-Path $base 'kept'
        $port = Get-FreePort
        $shell = New-Shell "New-LocalBackend '$state' | Start-ReleaseManagerDaemon -Kubeconfig '$($blue.kubeconfig)' -PollingInterval 1 -Listen 127.0.0.1:$port"
        try {
            $null = $shell.BeginInvoke()
            Wait-Until { Test-Path "$state/snapshots/*.json" }

            (Get-HelmReleaseSnapshot $state).Releases | Should -Be 14
            Invoke-RestMethod "http://127.0.0.1:$port/healthz" | Should -Match '^ok'
            Wait-Until { (Invoke-RestMethod "http://127.0.0.1:$port/releases").releases.Count -eq 14 }
            $shell.Streams.Information.ReadAll().Tags | Should -Contain 'export.written'
            $shell.Streams.Error.ReadAll() | Should -BeNullOrEmpty
            $shell.Streams.Warning.ReadAll() | Should -BeNullOrEmpty
        }
        finally {
            $shell.Stop()
        }

        $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        { Invoke-RestMethod "http://127.0.0.1:$port/livez" -ConnectionTimeoutSeconds 2 } | Should -Throw
        Test-HelmReleaseState $state -Quiet | Should -BeTrue
        $shell.Dispose()
    }

    It 'ends by SIGTERM, and the script goes on' -Skip:$IsWindows {
        $state = Join-Path $base 'terminated'
        $file = Join-Path $base 'daemon.ps1'
        Set-Content $file @"
Import-Module '$(Get-TestedManifest)'
Start-ReleaseManagerDaemon '$state' -Kubeconfig '$($blue.kubeconfig)' -PollingInterval 1 -NoHttp
'the end'
"@
        $program, $first = Get-PowerShellCommand
        $start = [System.Diagnostics.ProcessStartInfo]::new($program)
        @($first) + '-NoProfile', '-NonInteractive', '-File', $file | Where-Object { $_ } | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.RedirectStandardOutput = $true
        $process = [System.Diagnostics.Process]::Start($start)
        try {
            Wait-Until { Test-Path "$state/snapshots/*.json" }
            kill -TERM $process.Id
            $process.WaitForExit(20000) | Should -BeTrue
        }
        finally {
            $process.Kill()
        }

        $process.StandardOutput.ReadToEnd() | Should -Match 'the end'
        $process.ExitCode | Should -Be 0
    }

    It 'starts nothing with -WhatIf' {
        Start-ReleaseManagerDaemon TestDrive:/nothing -Kubeconfig $blue.kubeconfig -WhatIf

        'TestDrive:/nothing' | Should -Not -Exist
    }

    It 'says that its address is taken' {
        $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $listener.Start()
        try {
            $failure = { Start-ReleaseManagerDaemon TestDrive:/taken -Kubeconfig $blue.kubeconfig -Listen "127.0.0.1:$($listener.LocalEndpoint.Port)" } |
                Should -Throw -PassThru
        }
        finally {
            $listener.Stop()
        }

        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        $failure.Exception.Message | Should -Match "$($listener.LocalEndpoint.Port)"
        'TestDrive:/taken' | Should -Not -Exist
    }

    It 'is told by its options what makes no sense' {
        { Start-ReleaseManagerDaemon TestDrive:/odd -Kubeconfig $blue.kubeconfig -PollingInterval 0 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        { Start-ReleaseManagerDaemon TestDrive:/odd -Kubeconfig $blue.kubeconfig -Listen nowhere } | Should -Throw -ErrorId 'ListenAddressInvalid,*'
    }
}
