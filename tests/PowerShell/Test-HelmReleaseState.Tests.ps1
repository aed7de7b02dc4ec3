BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
    $stage = Start-Stage
    $blue = Start-StageCluster $stage blue -Filled
    $base = (Get-Item TestDrive:/).FullName
    $state = Join-Path $base 'state'
    $null = Export-HelmReleaseState $state -Kubeconfig $blue.kubeconfig
    Stop-Stage $stage
    $damaged = Join-Path $base 'damaged'
    Copy-Item -Recurse $state $damaged
    $record = Get-ChildItem (Join-Path $damaged 'records') -File -Recurse | Select-Object -First 1
    $bytes = [System.IO.File]::ReadAllBytes($record)
    $bytes[-1] = $bytes[-1] -bxor 1
    [System.IO.File]::WriteAllBytes($record, $bytes)
    $command = 'ReleaseManager.PowerShell.Commands.TestHelmReleaseStateCommand'
}

Describe 'Test-HelmReleaseState' {
    It 'says that a state is whole, without a cluster' {
        $result = Test-HelmReleaseState $state

        $result | Should -BeOfType ReleaseManager.VerifyResult
        $result.IsValid | Should -BeTrue
        $result.Snapshots | Should -Be 1
        $result.Records | Should -Be 23
        $result.Problems | Should -BeNullOrEmpty
    }

    It 'answers with -Quiet by true or false alone' {
        Test-HelmReleaseState $state -Quiet | Should -BeExactly $true
        Test-HelmReleaseState $damaged -Quiet -ErrorVariable said | Should -BeExactly $false
        $said | Should -BeNullOrEmpty
    }

    It 'gives the result of a damaged state, then an error' {
        $result = Test-HelmReleaseState $damaged -ErrorAction SilentlyContinue -ErrorVariable said

        $result.IsValid | Should -BeFalse
        $result.Problems.Count | Should -Be 1
        $result.Problems[0].File | Should -BeLike "records/*$($record.Name)"
        $result.Problems[0].Releases.Count | Should -BeGreaterThan 0
        $said.FullyQualifiedErrorId | Should -Be "StateDamaged,$command"
        $said.CategoryInfo.Category | Should -Be 'InvalidData'
        $said.TargetObject | Should -Be $damaged
        "$said" | Should -BeLike "A file of the state*$($record.Name)*"
    }

    It 'says what could be recovered of what the original tool saved, and so do the lists' {
        $old = Join-Path $base 'old'
        $null = New-Item -ItemType Directory $old
        foreach ($revision in 1, 3) {
            @{
                name = 'web'; namespace = 'shop'; version = $revision; manifest = ''
                info = @{ status = 'deployed'; last_deployed = '2021-05-06T07:08:09Z' }
            } | ConvertTo-Json | Set-Content (Join-Path $old "web-$revision-9.release")
        }

        $result = Test-HelmReleaseState $old -WarningAction SilentlyContinue -WarningVariable warned
        $snapshot = Get-HelmReleaseSnapshot $old -WarningAction SilentlyContinue -WarningVariable +warned
        $releases = Get-HelmRelease -Backend $old -All -WarningAction SilentlyContinue -WarningVariable +warned

        $result.IsValid | Should -BeTrue
        $result.Notes | Should -Contain 'shop/web: recovered revisions 1, 3'
        $snapshot.Revisions | Should -Be 2
        $releases.Revision | Should -Be 1, 3
        @($warned -like '*what the original tool saved*').Count | Should -Be 3
        { Clear-HelmReleaseState $old -Force } | Should -Throw '*never written, changed or removed*'
        (Get-ChildItem $old).Count | Should -Be 2
    }

    It 'looks with -Quick only whether all is there in its size' {
        $quick = Test-HelmReleaseState $damaged -Quick
        $short = Join-Path $base 'short'
        Copy-Item -Recurse $state $short
        $missing = Get-ChildItem (Join-Path $short 'records') -File -Recurse | Select-Object -First 1
        Remove-Item $missing

        $quick.IsValid | Should -BeTrue
        $quick.Depth | Should -Be 'Quick'
        Test-HelmReleaseState $short -Quick -Quiet | Should -BeFalse
        (Test-HelmReleaseState $short -Quick -ErrorAction Ignore).Problems.File | Should -BeLike "records/*$($missing.Name)"
    }

    It 'goes on with the next state of the pipeline' {
        $results = $damaged, $state | Test-HelmReleaseState -ErrorAction SilentlyContinue

        $results.IsValid | Should -Be $false, $true
        $results.Location | Should -Be $damaged, $state
    }

    It 'takes what knows its location' {
        (Get-HelmReleaseSnapshot $state | Test-HelmReleaseState).IsValid | Should -BeTrue
        (New-LocalBackend $state | Test-HelmReleaseState).IsValid | Should -BeTrue
    }

    It 'says that there is no state, with -Quiet too' {
        foreach ($quiet in $false, $true) {
            $thrown = { Test-HelmReleaseState TestDrive:/none -Quiet:$quiet } | Should -Throw -PassThru

            $thrown.FullyQualifiedErrorId | Should -Be "StateNotFound,$command"
            $thrown.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        }
    }

    It 'fits into 80 columns, problems too' {
        $table = (Test-HelmReleaseState $state | Out-String -Width 80) -split '\r?\n'
        $list = (Test-HelmReleaseState $damaged -ErrorAction Ignore).Problems | Out-String -Width 80

        $table.Where({ $_ -match '^True +0 +1 +23 +\d+ +[\d.]+ KiB +0$' }).Count | Should -Be 1
        $list | Should -BeLike '*Kind      : Damaged*'
        $list | Should -BeLike '*Releases  : {*'
    }
}
