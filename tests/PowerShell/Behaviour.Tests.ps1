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

        # The machine may be busy with something else at that very moment: of a few tries one is enough.
        $took = foreach ($try in 1..5) {
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
                    $listener.AcceptTcpClientAsync().Wait(60000) | Should -BeTrue -Because 'the server should be asked'
                }

                $watch = [System.Diagnostics.Stopwatch]::StartNew()
                $shell.Stop()
                $watch.ElapsedMilliseconds
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

            if ($watch.ElapsedMilliseconds -lt 500) {
                break
            }
        }

        ($took | Measure-Object -Minimum).Minimum | Should -BeLessThan 500
    }
}

Describe 'Progress' {
    BeforeAll {
        # What each command does with a state of its own, until it ends.
        function Get-Line([string] $Name) {
            $copy = Join-Path $base "progress-$([guid]::NewGuid())"
            Copy-Item -Recurse ($Name -like '*StateKey' ? $safe.Location : $state) $copy
            $place = $Name -like '*StateKey' ? "(New-LocalBackend '$copy' -KeyFile '$keyFile')" : "'$copy'"
            $always = (Get-Command $Name).Parameters.ContainsKey('Confirm') ? ' -Confirm:$false' : ''
            $line = switch ($Name) {
                'Add-HelmReleaseStateKey' { "$Name $place -NewKeyFile '$otherKeyFile'" }
                'Compare-HelmReleaseState' { "$Name $place -Kubeconfig '$($blue.kubeconfig)'" }
                'Copy-HelmReleaseState' { "$Name $place '$copy-too'" }
                'Export-HelmReleaseState' { "$Name '$copy-new' -Kubeconfig '$($blue.kubeconfig)'" }
                'Get-HelmRelease' { "$Name -Kubeconfig '$($blue.kubeconfig)'" }
                { $_ -in 'Import-HelmReleaseState', 'New-HelmReleaseImportPlan' } { "$Name $place -Kubeconfig '$($green.kubeconfig)' -Name web, lists" }
                'Remove-HelmReleaseSnapshot' { "$Name $place 1" }
                'Remove-HelmReleaseStateKey' { "$Name $place $kept" }
                'Save-HelmChart' { "Get-HelmRelease -Backend $place | $Name '$copy-charts'" }
                default { "$Name $place" }
            }
            "$line$always"
        }
    }

    It 'of <_> is complete at the end, and there is none where the user wants none' -ForEach $waiting.Where({ $_ -ne $endless }) {
        $shown = New-Shell "`$WarningPreference = 'Ignore'; $(Get-Line $_)"
        $hidden = New-Shell "`$ProgressPreference = `$WarningPreference = 'Ignore'; $(Get-Line $_)"
        try {
            $null = $shown.Invoke()
            $null = $hidden.Invoke()

            $shown.Streams.Error.ReadAll() | Should -BeNullOrEmpty
            foreach ($bar in $shown.Streams.Progress.ReadAll() | Group-Object ActivityId) {
                $bar.Group[-1].RecordType | Should -Be 'Completed'
            }

            $hidden.Streams.Progress.ReadAll() | Should -BeNullOrEmpty
        }
        finally {
            $shown.Dispose()
            $hidden.Dispose()
        }
    }
}

Describe 'In the background' {
    BeforeAll {
        # A job is a process of its own: what it gives has passed through its words.
        $work = "
            Import-Module '$(Get-TestedManifest)'
            (Get-HelmReleaseSnapshot '$state').Sequence -join ','
            (Get-HelmRelease web -Backend '$state').Values.replicas
            (Get-HelmRelease web -Kubeconfig '$($blue.kubeconfig)').Objects.Count
            Test-HelmReleaseState '$state' -Quiet
            `"`$((New-HelmReleaseImportPlan '$state' -Kubeconfig '$($green.kubeconfig)' -Name web).Releases.Action)`"
            (Export-HelmReleaseState '$state' -Kubeconfig '$($blue.kubeconfig)').Written
            @(Compare-HelmReleaseState '$state' 1 2 -WarningAction Ignore).Count"
        $expected = (& ([scriptblock]::Create($work))).ForEach({ "$_" })
    }

    It 'commands do the same: <Name>' -ForEach @(
        @{ Name = 'Start-Job'; How = { Start-Job ([scriptblock]::Create($args[0])) | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop } }
        @{ Name = 'the operator &'; How = { Invoke-Expression "& { $($args[0]) } &" | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop } }
        @{ Name = 'Start-ThreadJob'; How = { Start-ThreadJob ([scriptblock]::Create($args[0])) | Receive-Job -Wait -AutoRemoveJob -ErrorAction Stop } }
        @{ Name = 'ForEach-Object -Parallel'; How = {
                $text = $args[0]
                $all = 1..4 | ForEach-Object -Parallel { , @(& ([scriptblock]::Create($using:text))) } -ThrottleLimit 4
                $all.Count | Should -Be 4
                ($all.ForEach({ "$_" }) | Select-Object -Unique) | Should -HaveCount 1
                $all[0]
            } }
    ) {
        (& $How $work).ForEach({ "$_" }) | Should -Be $expected
    }
}

Describe 'Secrets' {
    It 'are shown nowhere by a command that fails with them: no stream, no error, no transcript' {
        $transcript = Join-Path $base 'transcript.txt'
        $wrongKey = Join-Path $base 'wrong-key'
        [System.IO.File]::WriteAllText($wrongKey, 'hidden-key-of-exactly-32-bytes!!')
        $config = Join-Path $base 'hidden-config'
        Set-Content $config ((Get-Content -Raw $blue.kubeconfig).Replace($blue.token, 'hidden-token-of-a-cluster'))
        # The words stand in files, as those who know better have it: a line that is typed is in the transcript itself.
        Set-Content (Join-Path $base 'words') 'hidden-passphrase', 'hidden-secret-key', 'hidden-session-token'
        $session = Invoke-Session @"
Import-Module '$(Get-TestedManifest)'
`$words = Get-Content '$base/words'
`$sealed = ConvertTo-SecureString `$words[0] -AsPlainText
`$VerbosePreference = `$DebugPreference = `$InformationPreference = 'Continue'
`$null = Start-Transcript '$transcript'
`$places = @(
    New-LocalBackend '$($safe.Location)' -Passphrase `$sealed
    New-LocalBackend '$($safe.Location)' -KeyFile '$wrongKey'
    New-S3Backend b p -EndpointUrl http://127.0.0.1:1 -AccessKey id -SecretKey `$words[1] -SessionToken `$words[2]
    New-S3Backend b p -EndpointUrl http://127.0.0.1:1 -Credential ([pscredential]::new('id', (ConvertTo-SecureString `$words[1] -AsPlainText))) -Passphrase `$sealed
)
try { New-LocalBackend x -Passphrase `$words[0] } catch { `$_ }
try { New-S3Backend b p -SecretKey `$words[1] } catch { `$_ }
try { New-S3Backend b p -Credential `$words[1] -SessionToken `$words[2] } catch { `$_ }
try { New-S3Backend b p -EndpointUrl "https://id:`$(`$words[1])@minio.example.com" } catch { `$_ }
try { Add-HelmReleaseStateKey '$($safe.Location)' -NewPassphrase `$words[0] } catch { `$_ }
foreach (`$place in `$places) {
    `$place
    `$place | Format-List * -Force
    `$place | Get-HelmReleaseSnapshot
    `$place | Get-HelmReleaseStateKey
    `$place | Get-HelmRelease
    `$place | Test-HelmReleaseState
    `$place | Add-HelmReleaseStateKey -NewPassphrase `$sealed
    `$place | Remove-HelmReleaseStateKey -Id x -Force
    `$place | Remove-HelmReleaseSnapshot -KeepLast 1 -Force
    `$place | Copy-HelmReleaseState -Destination '$base/hidden-copy'
    '$state' | Copy-HelmReleaseState -Destination `$place
    `$place | Export-HelmReleaseState -Kubeconfig '$($blue.kubeconfig)'
    `$place | Import-HelmReleaseState -Kubeconfig '$($green.kubeconfig)'
    `$place | New-HelmReleaseImportPlan -Kubeconfig '$($green.kubeconfig)'
    try { Compare-HelmReleaseState `$place 1 2 } catch { `$_ }
}
foreach (`$verb in 'Export-HelmReleaseState', 'Import-HelmReleaseState', 'New-HelmReleaseImportPlan') {
    '$state' | & `$verb -Kubeconfig '$config'
}
try { Get-HelmRelease -Kubeconfig '$config' } catch { `$_ }
try { Compare-HelmReleaseState '$state' -Kubeconfig '$config' } catch { `$_ }
try { Start-ReleaseManagerDaemon `$places[0] -Kubeconfig '$config' -Listen nowhere } catch { `$_ }
`$Error | Format-List * -Force
`$Error | ForEach-Object { Get-Error -InputObject `$_ }
`$Error.Exception | Format-List * -Force
`$null = Stop-Transcript
"errors: `$(`$Error.Count)"
"@
        $shown = $session.Text + (Get-Content -Raw $transcript)

        # Each of the places failed in each command, and there was something to see.
        $session.Lines[-1] -match 'errors: (\d+)' | Should -BeTrue -Because $session.Text
        [int] $Matches[1] | Should -BeGreaterThan 50
        $shown | Should -BeLike '*opens none of the*'
        $shown | Should -BeLike '*DEBUG: GET /api*'
        foreach ($word in 'hidden-passphrase', 'hidden-secret-key', 'hidden-session-token', 'hidden-key-of', 'hidden-token-of', $blue.token) {
            $shown.Contains($word) | Should -BeFalse -Because "$word is a secret"
            $shown.Contains([Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes($word))) | Should -BeFalse -Because "$word is a secret"
        }
    }
}

Describe 'What commands give' {
    BeforeAll {
        $shop = @{ Backend = $state; Namespace = 'shop' }
        $given = [ordered] @{
            'New-LocalBackend' = New-LocalBackend $state
            'New-S3Backend' = New-S3Backend acme blue
            'Get-HelmReleaseSnapshot' = Get-HelmReleaseSnapshot $state
            'Get-HelmReleaseStateKey' = Get-HelmReleaseStateKey $safe
            'Get-HelmRelease' = Get-HelmRelease -Backend $state
            'Test-HelmReleaseState' = Test-HelmReleaseState $state
            'Compare-HelmReleaseState' = Compare-HelmReleaseState $state 1 2
            'Export-HelmReleaseState' = Export-HelmReleaseState $state -Kubeconfig $blue.kubeconfig
            'New-HelmReleaseImportPlan' = New-HelmReleaseImportPlan $state -Kubeconfig $green.kubeconfig -WarningAction Ignore
            'Import-HelmReleaseState' = Import-HelmReleaseState @shop -Kubeconfig $green.kubeconfig -WarningAction Ignore
            'Copy-HelmReleaseState' = Copy-HelmReleaseState $state (Join-Path $base 'given')
            'Remove-HelmReleaseSnapshot' = Remove-HelmReleaseSnapshot (Join-Path $base 'given') 1 -Force
            'Add-HelmReleaseStateKey' = Add-HelmReleaseStateKey $safe -NewKeyFile $otherKeyFile
            'Save-HelmChart' = Get-HelmRelease -Backend $state | Save-HelmChart (Join-Path $base 'given-charts') -WarningAction Ignore
            'Clear-HelmReleaseState' = Clear-HelmReleaseState (Join-Path $base 'given') -Force
        }

        # Every list in an object, and in the objects of ours that it holds.
        function Get-ListOf($Object, [string] $At, [int] $Depth = 4) {
            foreach ($property in $Object.GetType().GetProperties().Where({ $_.GetIndexParameters().Count -eq 0 })) {
                $value = $property.GetValue($Object)
                if ($value -is [System.Collections.ICollection] -and $value -isnot [System.Collections.IDictionary]) {
                    [pscustomobject] @{ At = "$At.$($property.Name)"; List = $value }
                    $inner = @($value)[0]
                }
                else {
                    $inner = $value
                }

                if ($Depth -gt 0 -and $inner -and $inner.GetType().FullName -like 'ReleaseManager.*' -and -not $inner.GetType().IsEnum) {
                    Get-ListOf $inner "$At.$($property.Name)" ($Depth - 1)
                }
            }
        }
    }

    It 'is known of every command that gives something' {
        $silent = 'Remove-HelmReleaseStateKey', 'Start-ReleaseManagerDaemon'
        @($given.Keys) + $silent | Sort-Object | Should -Be ((Get-Command -Module ReleaseManager).Name | Sort-Object)
    }

    It 'is of the type that the command declares: <_>' -ForEach $all.Where({ (Get-Command $_).OutputType.Type -notcontains [void] }) {
        $given[$_] | Should -Not -BeNullOrEmpty
        foreach ($one in $given[$_]) {
            $one.GetType() | Should -BeIn (Get-Command $_).OutputType.Type
        }
    }

    It 'has lists that can be indexed' {
        $lists = foreach ($name in $given.Keys) {
            foreach ($one in $given[$name]) {
                Get-ListOf $one $name
            }
        }

        @($lists.Where({ $_.List.Count -gt 1 })).Count | Should -BeGreaterThan 20
        foreach ($found in $lists.Where({ $_.List.Count -gt 0 })) {
            $all = @($found.List)
            [object]::ReferenceEquals($found.List[0], $found.List) | Should -BeFalse -Because $found.At
            "$($found.List[0])" | Should -Be "$($all[0])" -Because $found.At
            "$($found.List[-1])" | Should -Be "$($all[-1])" -Because $found.At
        }
    }

    It 'shows no colours where none are wanted: <_>' -ForEach 'Out-String', 'Format-Table', 'Format-List', 'Format-Wide' {
        $rendering = $PSStyle.OutputRendering
        $view = $_
        try {
            $PSStyle.OutputRendering = 'PlainText'
            foreach ($name in $given.Keys) {
                $given[$name] | & $view | Out-String | Should -Not -Match "`e" -Because $name
            }
        }
        finally {
            $PSStyle.OutputRendering = $rendering
        }
    }

    It 'shows none in a file' {
        $rendering = $PSStyle.OutputRendering
        $file = Join-Path $base 'views.txt'
        try {
            # As at a prompt: colours, but not in files.
            $PSStyle.OutputRendering = 'Host'
            foreach ($name in $given.Keys) {
                $given[$name] > $file
                Get-Content -Raw $file | Should -Not -Match "`e" -Because $name
            }
        }
        finally {
            $PSStyle.OutputRendering = $rendering
        }
    }

    It 'shows none where $env:NO_COLOR says so' {
        $file = Join-Path $base 'views.ps1'
        Set-Content $file "
            Import-Module '$(Get-TestedManifest)'
            Get-HelmRelease -Backend '$state' | Out-Default
            Get-HelmReleaseSnapshot '$state' | Out-Default
            Compare-HelmReleaseState '$state' 1 2 | Out-Default
            Test-HelmReleaseState '$state' | Out-Default
            New-HelmReleaseImportPlan '$state' -Kubeconfig '$($green.kubeconfig)' | Out-Default"
        $program, $first = Get-PowerShellCommand
        $old = $env:NO_COLOR
        try {
            $env:NO_COLOR = '1'
            $text = & $program @(@($first) + '-NoProfile', '-NonInteractive', '-File', $file | Where-Object { $_ }) | Out-String
        }
        finally {
            $env:NO_COLOR = $old
        }

        $text | Should -BeLike '*deployed*'
        $text | Should -Not -Match "`e"
    }
}
