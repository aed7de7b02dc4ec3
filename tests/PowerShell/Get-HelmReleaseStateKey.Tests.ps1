BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
    $env:RELEASEMANAGER_PASSPHRASE = $env:RELEASEMANAGER_TO_PASSPHRASE = $null
    $stage = Start-Stage
    $blue = Start-StageCluster $stage blue -Filled
    $base = (Get-Item TestDrive:/).FullName
    $master = Join-Path $base 'master'
    $old = ConvertTo-SecureString 'old' -AsPlainText
    $new = ConvertTo-SecureString 'new' -AsPlainText
    $null = Export-HelmReleaseState (New-LocalBackend $master -Passphrase $old) -Kubeconfig $blue.kubeconfig -Namespace shop
    $plain = Join-Path $base 'plain'
    $null = Export-HelmReleaseState $plain -Kubeconfig $blue.kubeconfig -Namespace shop
    Stop-Stage $stage
    $file = Join-Path $base 'key'
    [System.IO.File]::WriteAllBytes($file, [System.Security.Cryptography.RandomNumberGenerator]::GetBytes(32))
    $command = 'ReleaseManager.PowerShell.Commands.GetHelmReleaseStateKeyCommand'
}

Describe 'Get-HelmReleaseStateKey' {
    BeforeEach {
        $state = Join-Path $base "state-$([guid]::NewGuid())"
        Copy-Item -Recurse $master $state
        $safe = New-LocalBackend $state -Passphrase $old
    }

    It 'lists the keys without needing one' {
        $null = Add-HelmReleaseStateKey $safe -NewKeyFile $file
        $keys = Get-HelmReleaseStateKey $state

        $keys | Should -BeOfType ReleaseManager.HelmReleaseStateKey
        $keys.Kind | Should -Be 'Passphrase', 'KeyFile'
        $keys.Location | Select-Object -Unique | Should -Be $state
        $keys.Id | Select-Object -Unique | Should -HaveCount 2
    }

    It 'takes states and snapshots from the pipeline' {
        (Get-HelmReleaseSnapshot $safe | Get-HelmReleaseStateKey).Id | Should -Be ($safe | Get-HelmReleaseStateKey).Id
    }

    It 'says that a state is plain, or not there' {
        $thrown = { Get-HelmReleaseStateKey $plain } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be "StateNotEncrypted,$command"
        $thrown = { Get-HelmReleaseStateKey TestDrive:/none } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be "StateNotFound,$command"
    }

    It 'fits into 80 columns' {
        $lines = (Get-HelmReleaseStateKey $state | Out-String -Width 80) -split '\r?\n'

        $lines.Where({ $_ -match '^[0-9a-f]{16} Passphrase \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$' }).Count | Should -Be 1
    }
}
