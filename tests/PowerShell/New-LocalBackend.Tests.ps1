BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
}

Describe 'New-LocalBackend' {
    It 'follows the location of PowerShell, not of the process' {
        Push-Location TestDrive:/
        try {
            (New-LocalBackend ./state).Path | Should -Be (Join-Path (Get-Item TestDrive:/).FullName 'state')
        }
        finally {
            Pop-Location
        }
    }

    It 'touches nothing' {
        $null = New-LocalBackend TestDrive:/nothing

        'TestDrive:/nothing' | Should -Not -Exist
    }

    It 'takes characters as they are, wildcards too' {
        (New-LocalBackend '/tmp/a[1]*').Path | Should -Be '/tmp/a[1]*'
    }

    It 'takes paths and folders from the pipeline' {
        $null = New-Item -ItemType Directory TestDrive:/one, TestDrive:/two
        $base = (Get-Item TestDrive:/).FullName

        ('/tmp/x' | New-LocalBackend).Path | Should -Be '/tmp/x'
        (Get-ChildItem TestDrive:/ -Directory | New-LocalBackend).Path | Should -Be (Join-Path $base 'one'), (Join-Path $base 'two')
    }

    It 'gives an object that says where it is' {
        $backend = New-LocalBackend /tmp/x

        $backend | Should -BeOfType ReleaseManager.HelmReleaseBackend
        $backend.Kind | Should -Be 'local'
        "$backend" | Should -Be '/tmp/x'
    }

    It 'refuses what is no path of the file system: <_>' -ForEach 'Env:/x', 'nodrive:/x', 'No\Such.Provider::x' {
        $path = $_
        $thrown = { New-LocalBackend $path } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -Be 'PathNotInFileSystem,ReleaseManager.PowerShell.Commands.NewLocalBackendCommand'
        $thrown.CategoryInfo.Category | Should -Be 'InvalidArgument'
        $thrown.TargetObject | Should -Be $path
        $thrown.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'refuses an empty path' {
        { New-LocalBackend '' } | Should -Throw -ErrorId 'ParameterArgumentValidationError*'
    }

    It 'touches no key file' {
        (New-LocalBackend /tmp/x -KeyFile TestDrive:/none).KeyFile | Should -Be (Join-Path (Get-Item TestDrive:/).FullName 'none')
    }

    It 'shows no passphrase' {
        $backend = New-LocalBackend /tmp/x -Passphrase (ConvertTo-SecureString hidden -AsPlainText)

        $backend.Key | Should -Be 'Passphrase'
        $shown = @(
            "$backend"
            $backend | Format-List * -Force | Out-String
            $backend | Get-Member -Force | Out-String
            $backend | ConvertTo-Json -Depth 10
            [System.Management.Automation.PSSerializer]::Serialize($backend, 10)
        ) -join "`n"
        $shown | Should -BeLike '*/tmp/x*'
        $shown | Should -Not -BeLike '*hidden*'
    }

    It 'refuses a plain passphrase without showing it' {
        $given = @{ Passphrase = 'hidden' }
        $thrown = { New-LocalBackend /tmp/x @given } | Should -Throw -PassThru

        "$thrown" | Should -BeLike '*Read-Host -AsSecureString*'
        ($thrown | Format-List * -Force | Out-String) + $thrown.Exception + ($thrown | Get-Error | Out-String) | Should -Not -BeLike '*hidden*'
    }

    It 'refuses two keys' {
        $thrown = { New-LocalBackend /tmp/x -Passphrase ([securestring]::new()) -KeyFile k } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -Be 'KeyAmbiguous,ReleaseManager.PowerShell.Commands.NewLocalBackendCommand'
        $thrown.CategoryInfo.Category | Should -Be 'InvalidArgument'
    }
}

Describe 'A backend with a key' {
    BeforeAll {
        $env:RELEASEMANAGER_PASSPHRASE = $null
        $stage = Start-Stage
        $blue = Start-StageCluster $stage blue -Filled
        $base = (Get-Item TestDrive:/).FullName
        $file = Join-Path $base 'key'
        [System.IO.File]::WriteAllBytes($file, [System.Security.Cryptography.RandomNumberGenerator]::GetBytes(32))
        $passphrase = ConvertTo-SecureString 'correct horse' -AsPlainText
        $safe = New-LocalBackend "$base/safe" -Passphrase $passphrase
        $filed = New-LocalBackend "$base/filed" -KeyFile $file
        $null = $safe, $filed | Export-HelmReleaseState -Kubeconfig $blue.kubeconfig
        Stop-Stage $stage
    }

    AfterEach {
        $env:RELEASEMANAGER_PASSPHRASE = $null
    }

    It 'saves what nobody can read without it' {
        $state = Join-Path $base safe
        $words = 'sh.helm.release', 'apiVersion', 'namespace', 'trouble', 'platform'
        $found = foreach ($one in Get-ChildItem $state -Recurse -File) {
            $text = $one.FullName.Substring($state.Length) + [System.Text.Encoding]::Latin1.GetString([System.IO.File]::ReadAllBytes($one))
            $words.Where({ $text.Contains($_, 'OrdinalIgnoreCase') })
        }

        $found | Should -BeNullOrEmpty
        (Test-HelmReleaseState $safe).Depth | Should -Be 'Full'
        (Get-HelmRelease -Backend $filed).Count | Should -Be 14
    }

    It 'goes down the pipeline with what was read from it' {
        (Get-HelmReleaseSnapshot $safe | Get-HelmRelease web).Count | Should -BeGreaterThan 0
        (Get-HelmReleaseSnapshot $filed | Test-HelmReleaseState).IsValid | Should -BeTrue
        Get-HelmReleaseSnapshot $safe | ConvertTo-Json | Should -Not -BeLike '*correct horse*'
    }

    It 'reads values of a release when they are asked for' {
        (Get-HelmRelease web -Backend $safe).Manifest | Should -BeLike '*kind:*'
    }

    It 'is one clear error where the key is wrong: <Name>' -ForEach @(
        @{ Name = 'listing'; Act = { Get-HelmReleaseSnapshot $args[0] } }
        @{ Name = 'verifying'; Act = { Test-HelmReleaseState $args[0] } }
        @{ Name = 'pruning'; Act = { Remove-HelmReleaseSnapshot $args[0] -KeepLast 1 -Force } }
        @{ Name = 'clearing'; Act = { Clear-HelmReleaseState $args[0] -Force } }
    ) {
        $wrong = New-LocalBackend "$base/safe" -Passphrase (ConvertTo-SecureString 'hidden' -AsPlainText)
        $thrown = { & $Act $wrong } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -BeLike 'StateKeyWrong,*'
        $thrown.CategoryInfo.Category | Should -Be 'InvalidData'
        $thrown | Format-List * -Force | Out-String | Should -Not -BeLike '*hidden*'
        Test-HelmReleaseState $safe -Quiet | Should -BeTrue
    }

    It 'says what is missing: no key, no file, a file that is none' {
        { Get-HelmReleaseSnapshot "$base/safe" } | Should -Throw '*is encrypted, and no key was given*'
        { New-LocalBackend "$base/filed" -KeyFile $base/none | Get-HelmReleaseSnapshot -ErrorAction Stop } | Should -Throw "*no key file*none*"
        { New-LocalBackend "$base/filed" -KeyFile $base/safe/releasemanager.json | Get-HelmReleaseSnapshot -ErrorAction Stop } | Should -Throw '*exactly 32*'
    }

    It 'need not name the key where the environment does' {
        $env:RELEASEMANAGER_PASSPHRASE = 'correct horse'

        (Get-HelmReleaseSnapshot "$base/safe").Sequence | Should -Be 1
        (Get-HelmReleaseSnapshot $filed).Sequence | Should -Be 1
        $env:RELEASEMANAGER_PASSPHRASE = ''
        { Get-HelmReleaseSnapshot "$base/safe" } | Should -Throw '*is encrypted*'
    }

    It 'is refused for a plain state, and the environment named' {
        $null = Copy-HelmReleaseState $safe $base/plain -WarningAction Ignore
        $env:RELEASEMANAGER_PASSPHRASE = 'correct horse'
        $thrown = { Get-HelmReleaseSnapshot $base/plain } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -BeLike 'StateNotEncrypted,*'
        $thrown.ErrorDetails.RecommendedAction | Should -BeLike '*RELEASEMANAGER_PASSPHRASE*'
    }
}
