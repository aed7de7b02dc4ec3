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
}
