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
    $importing = "Import-Module '$(Get-TestedManifest)'"
    $command = 'ReleaseManager.PowerShell.Commands.RemoveHelmReleaseStateKeyCommand'
}

Describe 'Remove-HelmReleaseStateKey' {
    BeforeEach {
        $state = Join-Path $base "state-$([guid]::NewGuid())"
        Copy-Item -Recurse $master $state
        $safe = New-LocalBackend $state -Passphrase $old
    }

    It 'removes a key, which opens the state no more' {
        $null = Add-HelmReleaseStateKey $safe -NewPassphrase $new
        $first = (Get-HelmReleaseStateKey $state)[0]
        Remove-HelmReleaseStateKey $safe $first.Id -Force | Should -BeNullOrEmpty

        { Get-HelmReleaseSnapshot $safe } | Should -Throw '*opens none of the 1 keys*'
        (Get-HelmReleaseSnapshot (New-LocalBackend $state -Passphrase $new)).Sequence | Should -Be 1
    }

    It 'replaces all keys by a new one, as the help says' {
        $before = Get-HelmReleaseStateKey $safe
        $added = Add-HelmReleaseStateKey $safe -NewPassphrase $new
        $before | Remove-HelmReleaseStateKey -Force

        (Get-HelmReleaseStateKey $state).Id | Should -Be $added.Id
    }

    It 'never removes the last one' {
        $thrown = { Get-HelmReleaseStateKey $safe | Remove-HelmReleaseStateKey -Force -ErrorAction Stop } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -Be "StateKeyIsLast,$command"
        (Get-HelmReleaseSnapshot $safe).Sequence | Should -Be 1
    }

    It 'removes nothing with -WhatIf, be it with -Force' {
        $null = Add-HelmReleaseStateKey $safe -NewPassphrase $new
        Get-HelmReleaseStateKey $safe | Remove-HelmReleaseStateKey -WhatIf -Force

        @(Get-HelmReleaseStateKey $state).Count | Should -Be 2
    }

    It 'asks: <Answer>' -ForEach @(@{ Answer = 'y'; Left = 1 }, @{ Answer = 'n'; Left = 2 }) {
        $id = (Get-HelmReleaseStateKey $state).Id
        $null = Add-HelmReleaseStateKey $safe -NewKeyFile $file
        $session = Invoke-Session "$importing; Remove-HelmReleaseStateKey (New-LocalBackend '$state' -KeyFile '$file') $id" -Interactive -Answer $Answer

        -join $session.Lines | Should -BeLike "*Remove key $id for good*"
        @(Get-HelmReleaseStateKey $state).Count | Should -Be $Left
    }

    It 'says that there is no such key, or none at hand' {
        $null = Add-HelmReleaseStateKey $safe -NewPassphrase $new
        $thrown = { Remove-HelmReleaseStateKey $safe none -Force } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be "StateKeyNotFound,$command"
        $thrown.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $thrown = { Remove-HelmReleaseStateKey $state none -Force } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -Be "StateEncrypted,$command"
    }
}
