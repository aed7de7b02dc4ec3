# What holds for every command, one as the other: by what it declares, and by what it does. A new command is held to it, too.
BeforeDiscovery {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
    $all = (Get-Command -Module ReleaseManager).Name
    # Verbs whose commands look at something or describe it; all others change something.
    $looking = 'Compare', 'Get', 'New', 'Test'
    $changing = $all.Where({ $_.Split('-')[0] -notin $looking })
    $reading = $all.Where({ $_.Split('-')[0] -in $looking })
    # Takes objects of a pipeline together: what is compared with what depends on all of them.
    $together = 'Compare-HelmReleaseState'
    # Runs until it is stopped, in the first state of a pipeline.
    $endless = 'Start-ReleaseManagerDaemon'
    $ofStates = $all.Where({ (Get-Command $_).Parameters.ContainsKey('Backend') })
    $oneByOne = $ofStates.Where({ $_ -notin $together, $endless })
    $waiting = $all.Where({ $_ -notin 'New-LocalBackend', 'New-S3Backend' })
}

BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
    $before = $env:RELEASEMANAGER_PASSPHRASE, $env:RELEASEMANAGER_TO_PASSPHRASE
    $env:RELEASEMANAGER_PASSPHRASE = $env:RELEASEMANAGER_TO_PASSPHRASE = $null
    $stage = Start-Stage
    $blue = Start-StageCluster $stage blue -Filled
    $green = Start-StageCluster $stage green
    $base = (Get-Item TestDrive:/).FullName
    $state = Join-Path $base 'state'
    $keyFile = Join-Path $base 'key'
    $otherKeyFile = Join-Path $base 'other-key'
    foreach ($file in $keyFile, $otherKeyFile) {
        [System.IO.File]::WriteAllBytes($file, [System.Security.Cryptography.RandomNumberGenerator]::GetBytes(32))
    }

    $safe = New-LocalBackend (Join-Path $base 'safe') -KeyFile $keyFile
    $null = Export-HelmReleaseState $state -Kubeconfig $blue.kubeconfig -Namespace shop
    $null = Export-HelmReleaseState $state -Kubeconfig $blue.kubeconfig
    $null = Export-HelmReleaseState $safe -Kubeconfig $blue.kubeconfig -Namespace shop
    $null = Add-HelmReleaseStateKey $safe -NewPassphrase (ConvertTo-SecureString 'another' -AsPlainText)
    $kept = (Get-HelmReleaseStateKey $safe)[0].Id
    $notAFolder = Join-Path $base 'file'
    Set-Content $notAFolder 'no state'

    # What each command needs beside a state; and those that it is of use with.
    $more = @{
        'Add-HelmReleaseStateKey' = @{ NewKeyFile = $otherKeyFile }
        'Clear-HelmReleaseState' = @{}
        'Compare-HelmReleaseState' = @{ ReferenceSnapshot = '1'; DifferenceSnapshot = '2' }
        'Copy-HelmReleaseState' = @{ Destination = Join-Path $base 'copy' }
        'Export-HelmReleaseState' = @{ Kubeconfig = $blue.kubeconfig }
        'Get-HelmRelease' = @{}
        'Get-HelmReleaseSnapshot' = @{}
        'Get-HelmReleaseStateKey' = @{}
        'Import-HelmReleaseState' = @{ Kubeconfig = $green.kubeconfig }
        'New-HelmReleaseImportPlan' = @{ Kubeconfig = $green.kubeconfig }
        'New-LocalBackend' = @{ Path = $state }
        'New-S3Backend' = @{ Bucket = 'acme'; Path = 'blue' }
        'Remove-HelmReleaseSnapshot' = @{ Snapshot = '1' }
        'Remove-HelmReleaseStateKey' = @{ Id = $kept }
        'Save-HelmChart' = @{ Release = Get-HelmRelease web -Backend $state; Path = Join-Path $base 'charts' }
        'Start-ReleaseManagerDaemon' = @{ Kubeconfig = $blue.kubeconfig; NoHttp = $true }
        'Test-HelmReleaseState' = @{}
    }

    # The parameters of a call with a state that suits the command.
    function Get-Call([string] $Name, $Backend = $(if ($Name -like '*StateKey') { $safe } else { $state })) {
        $call = @{} + $more[$Name]
        if ((Get-Command $Name).Parameters.ContainsKey('Backend')) {
            $call.Backend = $Backend
        }

        $call
    }

    # What lies in a folder, to the byte.
    function Get-Content-Hash {
        Get-ChildItem $base -Recurse -File | Sort-Object FullName | ForEach-Object { "$($_.FullName) $((Get-FileHash $_).Hash)" }
    }

    function Get-ParameterOf($Command, [string] $Name) {
        $Command.Parameters[$Name]
    }

    function Get-AttributeOf($Parameter, [type] $Type) {
        $Parameter.Attributes.Where({ $_ -is $Type })
    }
}

AfterAll {
    $env:RELEASEMANAGER_PASSPHRASE, $env:RELEASEMANAGER_TO_PASSPHRASE = $before
    Stop-Stage $stage
}

Describe 'These tests' {
    It 'know how every command is called' {
        $more.Keys | Sort-Object | Should -Be ((Get-Command -Module ReleaseManager).Name | Sort-Object)
    }
}

Describe 'What <_> declares' -ForEach $all {
    BeforeAll {
        $name = $_
        $command = Get-Command $name
        $changes = $name.Split('-')[0] -notin 'Compare', 'Get', 'New', 'Test'
        $about = $command.ImplementingType.GetCustomAttributes($true).Where({ $_ -is [System.Management.Automation.CmdletAttribute] })[0]
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        $own = $command.Parameters.get_Values().Where({ $_.Name -notin $common })
    }

    It 'asks with -WhatIf and -Confirm where it changes something, and only there' {
        $about.SupportsShouldProcess | Should -Be $changes
    }

    It 'asks by itself where something goes for good, and then -Force answers' {
        $isFinal = $about.VerbName -in 'Clear', 'Remove'

        $about.ConfirmImpact -eq 'High' | Should -Be $isFinal
        if ($isFinal) {
            $command.Parameters.Keys | Should -Contain 'Force'
        }
    }

    It 'means by -Force not to be asked, and nothing else' {
        if ($command.Parameters.ContainsKey('Force')) {
            (Get-Help $name -Parameter Force).description.Text | Should -BeLike 'Does not ask*'
        }
    }

    It 'takes secrets sealed' {
        foreach ($parameter in $own.Where({ $_.Name -match 'Passphrase|Password|Secret|Token|Credential' -and $_.Name -notmatch 'File$' -and $_.Name -ne 'ShowSecret' })) {
            $parameter.ParameterType | Should -BeIn ([securestring], [pscredential]) -Because $parameter.Name
        }
    }

    It 'takes wildcards where it takes names of releases and namespaces, and completes them' {
        foreach ($parameter in $own.Where({ $_.Name -in 'Name', 'Namespace', 'ExcludeNamespace' })) {
            $parameter.ParameterType | Should -Be ([string[]]) -Because $parameter.Name
            Get-AttributeOf $parameter ([System.Management.Automation.SupportsWildcardsAttribute]) | Should -HaveCount 1 -Because $parameter.Name
            Get-AttributeOf $parameter ([System.Management.Automation.ArgumentCompleterAttribute]) | Should -HaveCount 1 -Because $parameter.Name
        }
    }

    It 'takes a state first, and from the pipeline as it is and by its Location' {
        if ($backend = $command.Parameters['Backend']) {
            $backend.Aliases | Should -Be 'Location'
            $taking = (Get-AttributeOf $backend ([System.Management.Automation.ParameterAttribute])).Where({ $_.ValueFromPipeline })
            $taking | Should -Not -BeNullOrEmpty
            $taking.ValueFromPipelineByPropertyName | Should -Not -Contain $false
            # What is asked for most are names: Get-HelmRelease web.
            $taking.Position | Sort-Object -Unique | Should -Be ($name -eq 'Get-HelmRelease' ? [int]::MinValue : 0)
        }
    }

    It 'takes snapshots under one name, second, by number or time or from the pipeline' {
        if ($snapshot = $own.Where({ $_.Name -in 'Snapshot', 'ReferenceSnapshot' })[0]) {
            'Id', 'Sequence' | Should -BeIn $snapshot.Aliases
            $snapshot.ParameterType | Should -BeIn ([string], [string[]])
            Get-AttributeOf $snapshot ([System.Management.Automation.ArgumentCompleterAttribute]) | Should -HaveCount 1
            $sets = Get-AttributeOf $snapshot ([System.Management.Automation.ParameterAttribute])
            $sets.ValueFromPipelineByPropertyName | Should -Not -Contain $false
            # Second is where a copy goes to; and names stand first.
            if ($name -notin 'Copy-HelmReleaseState', 'Get-HelmRelease') {
                $sets.Position | Sort-Object -Unique | Should -Be 1
            }
        }
    }

    It 'gives what it says, of a type that everybody can name' {
        foreach ($type in $command.OutputType.Type) {
            $type.Assembly.GetName().Name | Should -BeIn 'ReleaseManager.Abstractions', 'System.Private.CoreLib' -Because $type
        }
    }
}

Describe 'Parameters of one name' {
    It 'mean the same everywhere: type, aliases, completion' {
        $parameters = foreach ($command in Get-Command -Module ReleaseManager) {
            $command.Parameters.get_Values().Where({ $_.Name -notin [System.Management.Automation.Cmdlet]::CommonParameters }).ForEach({
                    [pscustomobject] @{
                        Name = $_.Name
                        Of = $command.Name
                        # One or several; a folder, a bucket's path and a chart's folder are paths.
                        Is = "$($_.ParameterType.Name -replace '\[\]$') completed by $((Get-AttributeOf $_ ([System.Management.Automation.ArgumentCompleterAttribute])).Type.Name)"
                        Aliases = $_.Aliases -join ', '
                    }
                })
        }
        foreach ($same in $parameters | Where-Object Name -NotIn 'Path' | Group-Object Name) {
            $same.Group.Is | Sort-Object -Unique | Should -HaveCount 1 -Because "$($same.Name) of $($same.Group.Of)"
            $same.Group.Aliases | Sort-Object -Unique | Should -HaveCount 1 -Because "$($same.Name) of $($same.Group.Of)"
        }
    }
}

Describe 'With -WhatIf' {
    It '<_> changes nothing' -ForEach $changing {
        $call = Get-Call $_
        if ((Get-Command $_).Parameters.ContainsKey('Force')) {
            $call.Force = $true
        }

        $files = Get-Content-Hash
        Invoke-Stage $stage forget blue
        Invoke-Stage $stage forget green

        $null = & $_ @call -WhatIf
        $name = $_
        $null = & { $WhatIfPreference = $true; & $name @call }

        Get-Content-Hash | Should -Be $files
        Get-StageChange $stage blue | Should -BeNullOrEmpty
        Get-StageChange $stage green | Should -BeNullOrEmpty
    }
}

Describe 'One failing object of a pipeline' {
    BeforeEach {
        # Whatever is changed is changed in copies.
        $place = Join-Path $base "several-$([guid]::NewGuid())"
        $null = New-Item -ItemType Directory $place
        Copy-Item -Recurse $state $place/first
        Copy-Item -Recurse $state $place/last
        Copy-Item -Recurse $safe.Location $place/safe-first
        Copy-Item -Recurse $safe.Location $place/safe-last
    }

    AfterEach {
        Remove-Item -Recurse -Force $place
    }

    It 'is an error of <_>, and the others are done' -ForEach $oneByOne {
        $name = $_
        $call = @{} + $more[$name]
        $first, $last = $name -like '*StateKey' ? 'safe-first', 'safe-last' : 'first', 'last'
        $states = foreach ($one in (Join-Path $place $first), $notAFolder, (Join-Path $place $last)) {
            $name -like '*StateKey' ? (New-LocalBackend $one -KeyFile $keyFile) : $one
        }
        # What is asked by itself is not to be asked here; what was exported already is exported again.
        $quiet = (Get-Command $name).Parameters.ContainsKey('Confirm') ? @{ Confirm = $false } : @{}

        $errors = $null
        $said = $states | & $name @call @quiet -ErrorAction SilentlyContinue -ErrorVariable errors -WarningAction SilentlyContinue -Verbose 4>&1

        $errors.Count | Should -Be 1
        $errors[0].FullyQualifiedErrorId | Should -Be "BackendPathIsFile,ReleaseManager.PowerShell.Commands.$($name -replace '-')Command"
        $errors[0].TargetObject | Should -Be $notAFolder
        $errors[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $lines = $said.Where({ $_ -is [System.Management.Automation.VerboseRecord] }).Message
        $lines.Where({ $_ -like 'The state is *' }) | Should -Be $states.ForEach({ "The state is $_" })
    }

    It 'ends <_> where errors are to stop, and can be caught' -ForEach $oneByOne {
        $name = $_
        $call = @{} + $more[$name]
        $quiet = (Get-Command $name).Parameters.ContainsKey('Confirm') ? @{ Confirm = $false } : @{}
        $bad = $name -like '*StateKey' ? (New-LocalBackend $notAFolder -KeyFile $keyFile) : $notAFolder
        $untouched = Join-Path $place ($name -like '*StateKey' ? 'safe-last' : 'last')
        $good = $name -like '*StateKey' ? (New-LocalBackend $untouched -KeyFile $keyFile) : $untouched
        $said = [System.Collections.Generic.List[object]]::new()

        $thrown = { $bad, $good | & $name @call @quiet -ErrorAction Stop -Verbose 4>&1 | ForEach-Object { $said.Add($_) } } | Should -Throw -PassThru

        $thrown.FullyQualifiedErrorId | Should -BeLike 'BackendPathIsFile,*'
        "$said" | Should -Not -BeLike "*$untouched*"
    }

    It 'ends <_> where it is the only one, as an argument, and can be caught without further ado' -ForEach $ofStates.Where({ $_ -ne $endless }) {
        $name = $_
        $call = Get-Call $name $notAFolder
        if ((Get-Command $name).Parameters.ContainsKey('Confirm')) {
            $call.Confirm = $false
        }

        $thrown = { & $name @call } | Should -Throw -PassThru
        $thrown.FullyQualifiedErrorId | Should -BeLike 'BackendPathIsFile,*'
    }

    It 'is silent where the user wants it so: <_>' -ForEach $oneByOne {
        $name = $_
        $call = Get-Call $name $notAFolder
        if ((Get-Command $name).Parameters.ContainsKey('Confirm')) {
            $call.Confirm = $false
        }

        & $name @call -ErrorAction Ignore 2>&1 | Should -BeNullOrEmpty
    }

    It 'is one of several keys' {
        $errors = $null
        $safeThere = New-LocalBackend $place/safe-first -KeyFile $keyFile
        $second = (Get-HelmReleaseStateKey $safeThere)[1].Id
        Remove-HelmReleaseStateKey $safeThere none, $second -Force -ErrorAction SilentlyContinue -ErrorVariable errors

        $errors.FullyQualifiedErrorId | Should -BeLike 'StateKeyNotFound,*'
        @(Get-HelmReleaseStateKey $safeThere).Count | Should -Be 1
    }

    It 'is one of several places' {
        $errors = $null
        ('Env:/x', $state | New-LocalBackend -ErrorAction SilentlyContinue -ErrorVariable errors).Location | Should -Be $state
        $errors.FullyQualifiedErrorId | Should -Be 'PathNotInFileSystem,ReleaseManager.PowerShell.Commands.NewLocalBackendCommand'
    }
}

Describe 'Ctrl+C' {
    BeforeAll {
        # A server that takes connections and never answers: a cluster and a bucket that hang.
        $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $listener.Start()
        $address = "http://127.0.0.1:$($listener.LocalEndpoint.Port)"
        $hungConfig = Join-Path $base 'hung'
        Set-Content $hungConfig (@{
                apiVersion = 'v1'; kind = 'Config'; 'current-context' = 'hung'
                clusters = @(@{ name = 'hung'; cluster = @{ server = $address } })
                users = @(@{ name = 'hung'; user = @{ token = 'x' } })
                contexts = @(@{ name = 'hung'; context = @{ cluster = 'hung'; user = 'hung' } })
            } | ConvertTo-Json -Depth 5)
        $hungBackend = "(New-S3Backend b p -EndpointUrl $address -AccessKey a -SecretKey s)"
    }

    AfterAll {
        $listener.Stop()
    }

    It 'gives the prompt back within half a second while <_> waits for a server' -ForEach $waiting {
        $name = $_
        $call = switch ($name) {
            'Add-HelmReleaseStateKey' { "$name $hungBackend -NewKeyFile '$keyFile'" }
            'Compare-HelmReleaseState' { "$name '$state' -Kubeconfig '$hungConfig'" }
            'Copy-HelmReleaseState' { "$name '$state' $hungBackend" }
            'Export-HelmReleaseState' { "$name '$base/never' -Kubeconfig '$hungConfig'" }
            'Get-HelmRelease' { "$name -Kubeconfig '$hungConfig'" }
            'Import-HelmReleaseState' { "$name '$state' -Kubeconfig '$hungConfig'" }
            'New-HelmReleaseImportPlan' { "$name '$state' -Kubeconfig '$hungConfig'" }
            'Remove-HelmReleaseSnapshot' { "$name $hungBackend 1 -Force" }
            'Remove-HelmReleaseStateKey' { "$name $hungBackend none -Force" }
            'Save-HelmChart' { "Get-HelmRelease web -Kubeconfig '$($blue.kubeconfig)' | $name '$base/never'" }
            'Start-ReleaseManagerDaemon' { "$name '$base/never' -Kubeconfig '$hungConfig' -NoHttp" }
            default { "$name $hungBackend" }
        }
        if ($name -like 'Clear-*') {
            $call += ' -Force'
        }

        $ofStage = $name -eq 'Save-HelmChart'
        if ($ofStage) {
            # The list is answered, the record of the release is not.
            Invoke-Stage $stage hold blue @{ verb = @('get'); resource = 'secrets' }
        }

        $shell = New-Shell $call
        try {
            $null = $shell.BeginInvoke()
            if ($ofStage) {
                Invoke-Stage $stage held blue
            }
            else {
                $asked = $listener.AcceptTcpClientAsync()
                $asked.Wait(20000) | Should -BeTrue -Because 'the server should be asked'
            }

            $watch = [System.Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()

            $watch.ElapsedMilliseconds | Should -BeLessThan 500
            $shell.InvocationStateInfo.State | Should -Be 'Stopped'
        }
        finally {
            if ($ofStage) {
                Invoke-Stage $stage release blue
            }

            $shell.Dispose()
            while ($listener.Pending()) {
                $listener.AcceptTcpClient().Dispose()
            }
        }
    }
}
