BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    $manifest = Get-TestedManifest
    $checkout = Get-CheckoutPath
    $staged = Join-Path $checkout 'out/ReleaseManager'
}

Describe 'The manifest' {
    It 'is one that PowerShell accepts' {
        $tested = Test-ModuleManifest -Path $manifest

        $tested.CompatiblePSEditions | Should -Be 'Core'
        $tested.PowerShellVersion | Should -Be '7.6'
    }

    It 'names just the commands that there are' {
        Import-TestedModule
        $declared = (Import-PowerShellDataFile $manifest).CmdletsToExport | Sort-Object
        $types = [System.Runtime.Loader.AssemblyLoadContext]::All.Where({ $_.Name -eq 'ReleaseManager' }).Assemblies.
            Where({ $_.GetName().Name -eq 'ReleaseManager.PowerShell' }).GetExportedTypes()
        $written = foreach ($type in $types) {
            $type.GetCustomAttributes($true).Where({ $_ -is [System.Management.Automation.CmdletAttribute] }).
                ForEach({ "$($_.VerbName)-$($_.NounName)" })
        }

        $declared | Should -Be ($written | Sort-Object)
        (Get-Command -Module ReleaseManager).Name | Sort-Object | Should -Be $declared
    }

    It 'gives every command an approved verb and a singular noun' {
        Import-TestedModule
        $approved = (Get-Verb).Verb
        foreach ($command in Get-Command -Module ReleaseManager) {
            $command.Verb | Should -BeIn $approved
            $command.Noun | Should -Not -Match '[^s]s$'
        }
    }
}

Describe 'What is staged' {
    It 'shares only the public types with the session' {
        (Get-ChildItem (Join-Path $staged 'lib')).Name | Should -Be 'ReleaseManager.Abstractions.dll'
    }

    It 'holds no assembly of PowerShell itself' {
        $names = (Get-ChildItem (Join-Path $staged 'deps')).Name

        $names | Should -Contain 'ReleaseManager.PowerShell.dll'
        $names | Should -Contain 'YamlDotNet.dll'
        # The last three are loaded by name alone, where a profile logs in or assumes a role.
        'AWSSDK.Core.dll', 'AWSSDK.S3.dll', 'AWSSDK.SecurityToken.dll', 'AWSSDK.SSO.dll', 'AWSSDK.SSOOIDC.dll' | Should -BeIn $names
        $names | Should -Not -Contain 'System.Management.Automation.dll'
        $names | Should -Not -Contain 'ReleaseManager.Abstractions.dll'
        $names | Where-Object { $_ -like 'Microsoft.PowerShell*' -or $_ -like '*.pdb' } | Should -BeNullOrEmpty
    }

    It 'is a module on its own' {
        $session = Invoke-Session "Import-Module '$staged'; (New-LocalBackend /tmp/x).Location; (Get-Module ReleaseManager).ModuleBase"

        $session.Lines | Should -Be '/tmp/x', $staged
    }

    It 'is refused with a copy of PowerShell in it' {
        Copy-Item -Recurse $staged TestDrive:/refused
        $folder = (Get-Item TestDrive:/refused).FullName
        Copy-Item ([psobject].Assembly.Location) (Join-Path $folder 'deps')
        $session = Invoke-Session "try { Import-Module '$folder/ReleaseManager.psd1' } catch { `$_.Exception.Message }; @(Get-Command -Module ReleaseManager).Count"

        $session.Text | Should -BeLike '*must come from PowerShell itself*'
        $session.Lines[-1] | Should -Be '0'
    }

    It 'asks for a build where there was none' {
        Copy-Item (Get-TestedManifest) TestDrive:/
        Copy-Item -Recurse (Join-Path $checkout 'module') TestDrive:/module
        $folder = (Get-Item TestDrive:/).FullName
        $session = Invoke-Session "try { Import-Module '$folder/ReleaseManager.psd1' } catch { `$_.Exception.Message }"

        $session.Text | Should -BeLike '*not built yet*'
    }
}

Describe 'Importing' {
    It 'works again and again: <Name>' -ForEach @(
        @{ Name = 'twice'; Again = 'Import-Module $m' }
        @{ Name = 'by force'; Again = 'Import-Module $m -Force; Import-Module $m -Force' }
        @{ Name = 'after it was removed'; Again = 'Remove-Module ReleaseManager; Import-Module $m; Remove-Module ReleaseManager; Import-Module $m' }
    ) {
        $session = Invoke-Session "
            `$m = '$manifest'
            Import-Module `$m
            `$before = (Get-Command -Module ReleaseManager).Name
            $Again
            `$after = (Get-Command -Module ReleaseManager).Name
            (`$before -join ',') -eq (`$after -join ',') -and `$after.Count -gt 0
            (New-LocalBackend /tmp/x).Location"

        $session.Lines | Should -Be 'True', '/tmp/x'
    }

    It 'takes a prefix' {
        $session = Invoke-Session "Import-Module '$manifest' -Prefix My; (New-MyLocalBackend /tmp/x).Location; Get-Command New-LocalBackend -ErrorAction Ignore"

        $session.Text | Should -Be '/tmp/x'
    }

    It 'takes only the commands that are asked for' {
        $session = Invoke-Session "Import-Module '$manifest' -Cmdlet New-LocalBackend; (Get-Command -Module ReleaseManager).Name"

        $session.Text | Should -Be 'New-LocalBackend'
    }

    It 'leaves nothing when the module is removed' {
        $session = Invoke-Session "
            Import-Module '$manifest'
            Remove-Module ReleaseManager
            @(Get-Command *HelmRelease*, New-LocalBackend -ErrorAction Ignore).Count
            @(Get-Module).Where({ `$_.Name -like 'ReleaseManager*' }).Count"

        $session.Lines | Should -Be '0', '0'
    }

    It 'works from another module' {
        Set-Content TestDrive:/Outer.psm1 "Import-Module '$manifest'; function Get-Place { (New-LocalBackend /tmp/x).Location }"
        $session = Invoke-Session "Import-Module '$((Get-Item TestDrive:/Outer.psm1).FullName)'; Get-Place; Import-Module '$manifest'; (New-LocalBackend /tmp/y).Location"

        $session.Lines | Should -Be '/tmp/x', '/tmp/y'
    }

    It 'happens by itself when a command is used' {
        $modules = Join-Path $checkout 'out'
        $session = Invoke-Session "`$env:PSModulePath = '$modules' + [System.IO.Path]::PathSeparator + `$env:PSModulePath; (New-LocalBackend /tmp/x).Location"

        $session.Text | Should -Be '/tmp/x'
    }

    It 'says that a session holds one version' {
        Copy-Item -Recurse $staged TestDrive:/second
        $second = (Get-Item TestDrive:/second).FullName
        $session = Invoke-Session "
            Import-Module '$manifest'
            Remove-Module ReleaseManager
            try { Import-Module '$second/ReleaseManager.psd1' } catch { `$_.Exception.Message }"

        $session.Text | Should -BeLike '*start a new session*'
    }

    It 'serves several runspaces at the same time' {
        $locations = 1..4 | ForEach-Object -Parallel {
            Import-Module $using:manifest
            (New-LocalBackend "/tmp/$_").Location
        } -ThrottleLimit 4

        $locations | Sort-Object | Should -Be '/tmp/1', '/tmp/2', '/tmp/3', '/tmp/4'
    }
}

Describe 'The private load context' {
    BeforeAll {
        $other = Join-Path (Split-Path (Get-BuiltPath 'tests/PowerShell/Probe' 'ReleaseManager.PowerShell.Probe.dll')) 'other/YamlDotNet.dll'
        $kubeconfig = Join-Path (Get-Item TestDrive:/).FullName 'config'
        Set-Content $kubeconfig "apiVersion: v1`nkind: Config`ncontexts: []"
        # Anything that reads YAML: a context that is not there.
        $use = "try { Get-HelmRelease -Kubeconfig '$kubeconfig' -KubeContext none } catch { `$_.FullyQualifiedErrorId }"
        $versions = "[AppDomain]::CurrentDomain.GetAssemblies().Where({ `$_.GetName().Name -eq 'YamlDotNet' }).ForEach({ `$_.GetName().Version.Major }) | Sort-Object"
        $serialize = "[YamlDotNet.Serialization.Serializer]::new().Serialize(@{ a = 1 }).Trim()"
    }

    It 'shows the session no type of a dependency, and the public types everywhere' {
        $session = Invoke-Session "
            Import-Module '$manifest'
            `$null -eq ('YamlDotNet.Core.Parser' -as [type])
            `$null -eq ('ReleaseManager.Core.Backends.IBackend' -as [type])
            [ReleaseManager.ErrorKind]::State"

        $session.Lines | Should -Be 'True', 'True', 'State'
    }

    It 'keeps the SDK of AWS to itself, and loads it only where a bucket is named' {
        $loaded = "[AppDomain]::CurrentDomain.GetAssemblies().Where({ `$_.GetName().Name -like 'AWSSDK*' })"
        $session = Invoke-Session "
            Import-Module '$manifest'
            `$null = New-LocalBackend /tmp/x
            @($loaded).Count
            try { New-S3Backend b p -EndpointUrl http://127.0.0.1:1 -AccessKey a -SecretKey s | Get-HelmReleaseSnapshot -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }
            ($loaded.ForEach({ [System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext(`$_).Name }) | Select-Object -Unique)
            `$null -eq ('Amazon.S3.AmazonS3Client' -as [type])
            [ReleaseManager.S3HelmReleaseBackend].Name"

        $session.Lines | Should -Be '0', 'BackendUnavailable,ReleaseManager.PowerShell.Commands.GetHelmReleaseSnapshotCommand', 'ReleaseManager', 'True', 'S3HelmReleaseBackend'
    }

    It 'leaves room for another version of what it uses: <Name>' -ForEach @(
        @{ Name = 'loaded before'; First = 'other' }
        @{ Name = 'loaded after'; First = 'own' }
    ) {
        $load = "Add-Type -Path '$other'; $serialize"
        $steps = $First -eq 'other' ? "$load; Import-Module '$manifest'; $use" : "Import-Module '$manifest'; $use; $load"
        $session = Invoke-Session "$steps; $versions"

        $session.Lines | Should -Contain 'a: 1'
        $session.Lines | Should -Contain 'KubeContextNotFound,ReleaseManager.PowerShell.Commands.GetHelmReleaseCommand'
        $session.Lines[-2, -1] | Should -Be '13', '16'
    }
}

Describe 'In one session with modules that bring other versions' {
    BeforeAll {
        $others = Join-Path (Split-Path (Get-BuiltPath 'tests/PowerShell/Probe' 'ReleaseManager.PowerShell.Probe.dll')) 'other'
        $folder = (Get-Item TestDrive:/).FullName
        # Stand-ins for powershell-yaml and AWS.Tools.S3: they load what those load, in the way they do, and use it.
        Set-Content $folder/OtherYaml.psm1 "
            Add-Type -Path '$others/YamlDotNet.dll'
            function ConvertTo-OtherYaml(`$What) { [YamlDotNet.Serialization.Serializer]::new().Serialize(`$What).Trim() }"
        Set-Content $folder/OtherS3.psm1 "
            Add-Type -Path '$others/AWSSDK.Core.dll'
            Add-Type -Path '$others/AWSSDK.S3.dll'
            function Get-OtherS3Url(`$Bucket, `$Key) {
                `$client = [Amazon.S3.AmazonS3Client]::new([Amazon.Runtime.BasicAWSCredentials]::new('a', 'b'), [Amazon.RegionEndpoint]::EUCentral1)
                `$asked = [Amazon.S3.Model.GetPreSignedUrlRequest]::new()
                `$asked.BucketName, `$asked.Key, `$asked.Expires = `$Bucket, `$Key, [datetime]::UtcNow.AddHours(1)
                ([uri] `$client.GetPreSignedURL(`$asked)).AbsolutePath
            }"
        $kubeconfig = Join-Path $folder 'config'
        Set-Content $kubeconfig "apiVersion: v1`nkind: Config`ncontexts: []"
        $importing = @{
            Own = "Import-Module '$manifest'"
            Yaml = "Import-Module '$folder/OtherYaml.psm1'"
            S3 = "Import-Module '$folder/OtherS3.psm1'"
        }
        # Ours reads YAML and asks a bucket (nobody answers there); the others write YAML and sign an address.
        $using = @{
            Own = "
                try { Get-HelmRelease -Kubeconfig '$kubeconfig' -KubeContext none } catch { (`$_.FullyQualifiedErrorId -split ',')[0] }
                try { New-S3Backend b p -EndpointUrl http://127.0.0.1:1 -AccessKey a -SecretKey s | Get-HelmReleaseSnapshot -ErrorAction Stop } catch { (`$_.FullyQualifiedErrorId -split ',')[0] }"
            Yaml = "ConvertTo-OtherYaml @{ a = 1 }"
            S3 = "Get-OtherS3Url bucket key"
        }
        $versions = "[AppDomain]::CurrentDomain.GetAssemblies().Where({ `$_.GetName().Name -in 'AWSSDK.Core', 'YamlDotNet' }).ForEach({ `"`$(`$_.GetName().Name) `$(`$_.GetName().Version.Major)`" }) | Sort-Object"
    }

    It 'works, and so do they: imported in the order <Imported>, used in the order <Used>' -ForEach @(
        @{ Imported = 'Own', 'Yaml', 'S3'; Used = 'Own', 'Yaml', 'S3' }
        @{ Imported = 'Yaml', 'S3', 'Own'; Used = 'Yaml', 'S3', 'Own' }
        @{ Imported = 'Yaml', 'Own', 'S3'; Used = 'S3', 'Own', 'Yaml' }
        @{ Imported = 'S3', 'Own', 'Yaml'; Used = 'Own', 'S3', 'Yaml' }
    ) {
        $session = Invoke-Session (@($Imported.ForEach({ $importing[$_] })) + $Used.ForEach({ $using[$_] }) + $versions -join "`n")

        $session.Lines | Should -Contain 'KubeContextNotFound'
        $session.Lines | Should -Contain 'BackendUnavailable'
        $session.Lines | Should -Contain 'a: 1'
        $session.Lines | Should -Contain '/key'
        $session.Lines | Select-Object -Last 4 | Should -Be 'AWSSDK.Core 3', 'AWSSDK.Core 4', 'YamlDotNet 13', 'YamlDotNet 16'
    }
}
