BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
    $env:RELEASEMANAGER_PASSPHRASE = $env:RELEASEMANAGER_TO_PASSPHRASE = $null
    $command = 'ReleaseManager.PowerShell.Commands.NewS3BackendCommand'
    # Nobody listens there: port 1 of the loopback.
    $nowhere = @{ Bucket = 'acme'; Path = 'releases/blue'; EndpointUrl = 'http://127.0.0.1:1'; ForcePathStyle = $true }
}

Describe 'New-S3Backend' {
    It 'names bucket and path, and says where that is' {
        $backend = New-S3Backend acme /releases/blue/ -Region eu-central-1

        $backend | Should -BeOfType ReleaseManager.S3HelmReleaseBackend
        $backend.Kind | Should -Be 's3'
        $backend.Path | Should -Be 'releases/blue'
        $backend.Region | Should -Be 'eu-central-1'
        "$backend" | Should -Be 's3://acme/releases/blue'
        "$(New-S3Backend @nowhere)" | Should -Be 's3://acme/releases/blue at 127.0.0.1:1'
    }

    It 'keeps what else is said of the server and of what is written' {
        $backend = New-S3Backend acme p -ProfileName backup -ServerSideEncryption aws:kms -KmsKeyId key -StorageClass STANDARD_IA

        $backend.ProfileName | Should -Be 'backup'
        $backend.ServerSideEncryption | Should -Be 'aws:kms'
        $backend.KmsKeyId | Should -Be 'key'
        $backend.StorageClass | Should -Be 'STANDARD_IA'
        $backend.ForcePathStyle | Should -BeFalse
    }

    It 'touches nothing: no server, no key file' {
        $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
        $listener.Start()
        try {
            $backend = New-S3Backend acme p -EndpointUrl "http://127.0.0.1:$($listener.LocalEndpoint.Port)" -AccessKey id -SecretKey s -KeyFile TestDrive:/none

            $listener.Pending() | Should -BeFalse
            $backend.KeyFile | Should -Be (Join-Path (Get-Item TestDrive:/).FullName 'none')
            $backend.Key | Should -Be 'KeyFile'
        }
        finally {
            $listener.Stop()
        }
    }

    It 'shows nothing that is secret: <Name>' -ForEach @(
        @{ Name = 'plain keys'; Given = { @{ AccessKey = 'hidden-id'; SecretKey = 'hidden-key'; SessionToken = 'hidden-token' } } }
        @{ Name = 'sealed keys'; Given = { @{
                    AccessKey = 'hidden-id'; SecretKey = ConvertTo-SecureString hidden-key -AsPlainText
                    SessionToken = ConvertTo-SecureString hidden-token -AsPlainText
                } } }
        @{ Name = 'a credential'; Given = { @{ Credential = [pscredential]::new('hidden-id', (ConvertTo-SecureString hidden-key -AsPlainText)) } } }
        @{ Name = 'a passphrase'; Given = { @{ Passphrase = ConvertTo-SecureString hidden-passphrase -AsPlainText } } }
    ) {
        $given = & $Given
        $backend = New-S3Backend @nowhere @given

        $shown = @(
            "$backend"
            $backend | Out-String
            $backend | Format-List * -Force | Out-String
            $backend | Format-Table * -Force | Out-String
            $backend | Select-Object * | Out-String
            $backend | Get-Member -Force | Out-String
            $backend | ConvertTo-Json -Depth 10
            [System.Management.Automation.PSSerializer]::Serialize($backend, 10)
            $backend | ConvertTo-Csv
        ) -join "`n"
        $shown | Should -BeLike '*acme*'
        $shown | Should -Not -BeLike '*hidden*'
    }

    It 'shows no secret in the error of a server that cannot be reached, which comes soon' {
        $backend = New-S3Backend @nowhere -AccessKey hidden-id -SecretKey hidden-key
        $Error.Clear()
        $thrown = { Get-HelmReleaseSnapshot $backend } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -BeLike 'BackendUnavailable,*'
        $thrown.CategoryInfo.Category | Should -Be 'ResourceUnavailable'
        $thrown.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $shown = ($thrown | Format-List * -Force | Out-String) + ($thrown.Exception | Format-List * -Force | Out-String) + ($thrown | Get-Error | Out-String)
        $shown | Should -Not -BeLike '*hidden*'
        $Error | Out-String | Should -Not -BeLike '*hidden*'
    }

    It 'shows no secret in the errors of wrong use: <Name>' -ForEach @(
        @{ Name = 'a secret alone'; Given = { @{ SecretKey = 'hidden-key' } } }
        @{ Name = 'a token alone'; Given = { @{ SessionToken = 'hidden-token' } } }
        @{ Name = 'two kinds of keys'; Given = { @{
                    SecretKey = 'hidden-key'; Credential = [pscredential]::new('hidden-id', (ConvertTo-SecureString hidden-too -AsPlainText))
                } } }
        @{ Name = 'keys in the endpoint'; Given = { @{ EndpointUrl = 'https://hidden-id:hidden-key@minio.example.com' } } }
    ) {
        $given = & $Given
        $thrown = { New-S3Backend acme p @given } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -Be "BackendOptionsWrong,$command"
        $thrown.CategoryInfo.Category | Should -Be 'InvalidArgument'
        ($thrown | Format-List * -Force | Out-String) + $thrown.Exception | Should -Not -BeLike '*hidden*'
    }

    It 'refuses what cannot be meant: <Name>' -ForEach @(
        @{ Name = 'the whole bucket'; Given = @{ Bucket = 'acme'; Path = '/' } }
        @{ Name = 'a path in the bucket''s name'; Given = @{ Bucket = 'acme/releases'; Path = 'p' } }
        @{ Name = 'an endpoint that is no URL'; Given = @{ Bucket = 'acme'; Path = 'p'; EndpointUrl = 'minio' } }
        @{ Name = 'a KMS key without KMS'; Given = @{ Bucket = 'acme'; Path = 'p'; KmsKeyId = 'key' } }
    ) {
        $thrown = { New-S3Backend @Given } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -Be "BackendOptionsWrong,$command"
        $thrown.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'is what every command takes, as text too, but not where text tells too little' {
        (Get-Command -Module ReleaseManager).Where({ $_.Parameters.Keys -contains 'Backend' }).Count | Should -BeGreaterThan 8
        $thrown = { Get-HelmReleaseSnapshot 's3://acme/releases/blue at 127.0.0.1:1' } | Should -Throw -PassThru

        "$thrown" | Should -BeLike "*does not tell all that is needed*"
    }

    It 'is shown with what it is, where it is and what opens it' {
        New-S3Backend acme p -KeyFile k | Format-List | Out-String | Should -Match '(?s)^\s*Kind +: s3\s+Location +: s3://acme/p\s+Key +: KeyFile\s*$'
    }
}
