BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
    $stage = Start-Stage
    $blue = Start-StageCluster $stage blue -Filled
    $base = (Get-Item TestDrive:/).FullName
    $master = Join-Path $base 'master'
    $null = Export-HelmReleaseState $master -Kubeconfig $blue.kubeconfig
    Stop-Stage $stage
    $importing = "Import-Module '$(Get-TestedManifest)'"
    $command = 'ReleaseManager.PowerShell.Commands.ClearHelmReleaseStateCommand'
}

Describe 'Clear-HelmReleaseState' {
    BeforeEach {
        $state = Join-Path $base "state-$([guid]::NewGuid())"
        Copy-Item -Recurse $master $state
    }

    It 'removes a state and nothing else under its path' {
        Set-Content (Join-Path $state 'mine.txt') 'mine'
        $result = Clear-HelmReleaseState $state -Force

        $result | Should -BeOfType ReleaseManager.ClearResult
        $result.Removed | Should -BeTrue
        $result.Records | Should -Be 23
        $result.Foreign | Should -Be 'mine.txt'
        Get-ChildItem $state -Recurse -File | ForEach-Object Name | Should -Be 'mine.txt'
    }

    It 'says with -WhatIf what would go, and removes nothing' {
        $result = Clear-HelmReleaseState $state -WhatIf

        $result.Removed | Should -BeFalse
        $result.Records | Should -Be 23
        Test-HelmReleaseState $state -Quiet | Should -BeTrue
    }

    It 'removes nothing with -WhatIf -Force' {
        (Clear-HelmReleaseState $state -WhatIf -Force).Removed | Should -BeFalse
        Test-HelmReleaseState $state -Quiet | Should -BeTrue
    }

    It 'does not ask with -Confirm:$false' {
        (Clear-HelmReleaseState $state -Confirm:$false).Removed | Should -BeTrue
    }

    It 'asks otherwise: <Answer>' -ForEach @(@{ Answer = 'y'; There = $false }, @{ Answer = 'n'; There = $true }) {
        $session = Invoke-Session "$importing; Clear-HelmReleaseState '$state'" -Interactive -Answer $Answer

        -join $session.Lines | Should -BeLike "*Remove all saved release state*$state*"
        Test-Path (Join-Path $state 'snapshots') | Should -Be $There
    }

    It 'is an error where nobody can answer, and removes nothing' {
        $session = Invoke-Session "$importing; `$ErrorActionPreference = 'Stop'; Clear-HelmReleaseState '$state'"

        $session.ExitCode | Should -Not -Be 0
        Test-HelmReleaseState $state -Quiet | Should -BeTrue
    }

    It 'takes several states, and what knows its location' {
        $other = "$state-other"
        Copy-Item -Recurse $master $other
        $results = (New-LocalBackend $state), $other | Clear-HelmReleaseState -Force

        $results.Removed | Should -Be $true, $true
        $results.Location | Should -Be $state, $other
    }

    It 'has nothing to do where there is no state' {
        (Clear-HelmReleaseState TestDrive:/none -Force).Removed | Should -BeFalse
    }

    It 'refuses a path that is a file' {
        Set-Content TestDrive:/file 'mine'
        $thrown = { Clear-HelmReleaseState TestDrive:/file -Force } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -Be "BackendPathIsFile,$command"
        $thrown.CategoryInfo.Category | Should -Be 'ResourceUnavailable'
        Get-Content TestDrive:/file | Should -Be 'mine'
    }

    It 'refuses a state that another version keeps' {
        $header = Join-Path $state 'releasemanager.json'
        # The last 80 characters are the checksum of all before them and a brace.
        $text = [System.IO.File]::ReadAllText($header)
        $other = $text.Substring(0, $text.Length - 80) -replace '(?<="format":")[^"]*', '9'
        $digits = [Convert]::ToHexStringLower([System.Security.Cryptography.SHA256]::HashData([Text.Encoding]::UTF8.GetBytes("$other}")))
        [System.IO.File]::WriteAllText($header, "$other,`"checksum`":`"$digits`"}`n")
        $thrown = { Clear-HelmReleaseState $state -Force } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -Be "StateFormatUnknown,$command"
        $thrown.CategoryInfo.Category | Should -Be 'InvalidData'
        Join-Path $state 'snapshots/00000001.json' | Should -Exist
    }

    It 'fits into 80 columns' {
        $lines = (Clear-HelmReleaseState $state -WhatIf | Out-String -Width 80) -split '\r?\n'

        $lines.Where({ $_ -match '^False +1 +23 +\d+ +[\d.]+ KiB +0$' }).Count | Should -Be 1
    }
}
