BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
    $env:RELEASEMANAGER_PASSPHRASE = $env:RELEASEMANAGER_TO_PASSPHRASE = $null
    $stage = Start-Stage
    $blue = Start-StageCluster $stage blue -Filled
    $base = (Get-Item TestDrive:/).FullName
    $state = Join-Path $base 'state'
    $null = Export-HelmReleaseState $state -Kubeconfig $blue.kubeconfig -Namespace shop
    $null = Export-HelmReleaseState $state -Kubeconfig $blue.kubeconfig
    Stop-Stage $stage
    $file = Join-Path $base 'key'
    [System.IO.File]::WriteAllBytes($file, [System.Security.Cryptography.RandomNumberGenerator]::GetBytes(32))
    $command = 'ReleaseManager.PowerShell.Commands.CopyHelmReleaseStateCommand'
}

Describe 'Copy-HelmReleaseState' {
    BeforeEach {
        $copy = Join-Path $base "copy-$([guid]::NewGuid())"
    }

    AfterEach {
        $env:RELEASEMANAGER_PASSPHRASE = $env:RELEASEMANAGER_TO_PASSPHRASE = $null
    }

    It 'copies all snapshots and reads the copy back' {
        $result = Copy-HelmReleaseState $state $copy

        $result | Should -BeOfType ReleaseManager.CopyResult
        $result.IsComplete | Should -BeTrue
        $result.SnapshotsCopied | Should -Be 2
        $result.Verified.Depth | Should -Be 'Full'
        (Get-HelmReleaseSnapshot $copy).Releases | Should -Be 2, 14
    }

    It 'encrypts and decrypts, and loses nothing' {
        $safe = New-LocalBackend $copy -KeyFile $file
        $back = "$copy-back"
        $there = Copy-HelmReleaseState $state $safe -WarningVariable quiet -WarningAction SilentlyContinue
        $again = Copy-HelmReleaseState $safe $back -WarningVariable warned -WarningAction SilentlyContinue

        $there.IsComplete, $again.IsComplete | Should -Be $true, $true
        $quiet | Should -BeNullOrEmpty
        "$warned" | Should -Be "The copy at $back is not encrypted, although $copy is."
        { Get-HelmReleaseSnapshot $copy } | Should -Throw '*is encrypted*'
        $expected = Get-HelmRelease -Backend $state -All | Sort-Object Namespace, Name, Revision
        $found = Get-HelmRelease -Backend $back -All | Sort-Object Namespace, Name, Revision
        $found.Count | Should -Be $expected.Count
        $found.Manifest | Should -Be $expected.Manifest
    }

    It 'copies what is chosen, and later the rest' {
        (Copy-HelmReleaseState $state $copy -Snapshot latest).SnapshotsCopied | Should -Be 1
        (Get-HelmReleaseSnapshot $copy).Sequence | Should -Be 2
        $rest = Copy-HelmReleaseState $state $copy

        $rest.SnapshotsCopied, $rest.SnapshotsPresent | Should -Be 1, 1
    }

    It 'copies the snapshots of the pipeline together' {
        $results = Get-HelmReleaseSnapshot $state | Copy-HelmReleaseState -Destination $copy

        @($results).Count | Should -Be 1
        $results.SnapshotsCopied | Should -Be 2
    }

    It 'takes times, also several' {
        $times = (Get-HelmReleaseSnapshot $state).Time

        (Copy-HelmReleaseState $state $copy -Snapshot $times).SnapshotsCopied | Should -Be 2
    }

    It 'says with -WhatIf what would be copied, and writes nothing' {
        $result = Copy-HelmReleaseState $state $copy -WhatIf

        $result.Applied | Should -BeFalse
        $result.SnapshotsCopied | Should -Be 2
        $copy | Should -Not -Exist
    }

    It 'knows a passphrase for each side' {
        $env:RELEASEMANAGER_TO_PASSPHRASE = 'there'
        (Copy-HelmReleaseState $state $copy).IsComplete | Should -BeTrue
        $env:RELEASEMANAGER_TO_PASSPHRASE = $null
        $env:RELEASEMANAGER_PASSPHRASE = 'there'

        (Copy-HelmReleaseState $copy "$copy-back" -WarningAction Ignore).IsComplete | Should -BeTrue
        { Get-HelmReleaseSnapshot "$copy-back" } | Should -Throw '*not encrypted*'
    }

    It 'gives the result of an incomplete copy, then an error' {
        $damaged = "$copy-damaged"
        Copy-Item -Recurse $state $damaged
        Set-Content (Join-Path $damaged 'snapshots/00000001.json') 'nothing'
        $result = Copy-HelmReleaseState $damaged $copy -ErrorAction SilentlyContinue -ErrorVariable said

        $result.IsComplete | Should -BeFalse
        $result.SnapshotsCopied | Should -Be 1
        $result.Problems[0].File | Should -Be 'snapshots/00000001.json'
        $said.FullyQualifiedErrorId | Should -Be "CopyIncomplete,$command"
        $said.CategoryInfo.Category | Should -Be 'InvalidResult'
        "$said" | Should -BeLike '*00000001*'
    }

    It 'refuses to mix two states, and a copy onto itself' {
        { Copy-HelmReleaseState $state $state } | Should -Throw '*the very state*'
        $null = Copy-HelmReleaseState $state $copy
        { Copy-HelmReleaseState $copy $state } | Should -Throw '*not a copy*'
    }

    It 'is shown as a list of what became of it' {
        $text = Copy-HelmReleaseState $state $copy | Out-String -Width 80

        $text | Should -Match '(?m)^Snapshots +: 2 copied, 0 there already'
        $text | Should -Match '(?m)^Size +: [\d.]+ KiB'
    }
}
