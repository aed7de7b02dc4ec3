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
    $command = 'ReleaseManager.PowerShell.Commands.AddHelmReleaseStateKeyCommand'
}

Describe 'Add-HelmReleaseStateKey' {
    BeforeEach {
        $state = Join-Path $base "state-$([guid]::NewGuid())"
        Copy-Item -Recurse $master $state
        $safe = New-LocalBackend $state -Passphrase $old
    }

    It 'lets another passphrase open the state' {
        $key = Add-HelmReleaseStateKey $safe -NewPassphrase $new

        $key.Kind | Should -Be 'Passphrase'
        foreach ($passphrase in $old, $new) {
            (Get-HelmReleaseSnapshot (New-LocalBackend $state -Passphrase $passphrase)).Sequence | Should -Be 1
        }
    }

    It 'lets a key file open the state, which may be relative' {
        Push-Location $base
        try {
            (Add-HelmReleaseStateKey $safe -NewKeyFile ./key).Kind | Should -Be 'KeyFile'
        }
        finally {
            Pop-Location
        }

        Test-HelmReleaseState (New-LocalBackend $state -KeyFile $file) -Quiet | Should -BeTrue
    }

    It 'adds nothing with -WhatIf' {
        Add-HelmReleaseStateKey $safe -NewKeyFile $file -WhatIf | Should -BeNullOrEmpty
        @(Get-HelmReleaseStateKey $state).Count | Should -Be 1
    }

    It 'needs a key that opens the state' {
        $thrown = { Add-HelmReleaseStateKey $state -NewPassphrase $new } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be "StateEncrypted,$command"
        $thrown = { Add-HelmReleaseStateKey (New-LocalBackend $state -KeyFile $file) -NewPassphrase $new } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be "StateKeyWrong,$command"
        $thrown = { Add-HelmReleaseStateKey $plain -NewPassphrase $new } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be "StateNotEncrypted,$command"
        @(Get-HelmReleaseStateKey $state).Count | Should -Be 1
    }

    It 'refuses what is no key, and shows no plain passphrase' {
        { Add-HelmReleaseStateKey $safe -NewKeyFile $base/none } | Should -Throw '*no key file*'
        { Add-HelmReleaseStateKey $safe -NewPassphrase ([securestring]::new()) } | Should -Throw '*is empty*'
        $given = @{ NewPassphrase = 'hidden' }
        $thrown = { Add-HelmReleaseStateKey $safe @given } | Should -Throw -PassThru
        $thrown | Format-List * -Force | Out-String | Should -Not -BeLike '*hidden*'
    }
}
