# What Get-Help shows of every command; docs/Write-Help.ps1 makes it from the comments in the source.
BeforeDiscovery {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
    $commands = (Get-Command -Module ReleaseManager).Name
}

BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
}

Describe 'Help of <_>' -ForEach $commands {
    BeforeAll {
        $help = Get-Help $_ -Full
        $command = Get-Command $_
        $common = [System.Management.Automation.Cmdlet]::CommonParameters
        $parameters = $command.Parameters.get_Values().Where({
                $_.Name -notin $common -and -not $_.Attributes.Where({ $_ -is [System.Management.Automation.ParameterAttribute] -and $_.DontShow })
            })
    }

    It 'says what it does, in a line and at length' {
        # Without help of its own a command's syntax stands there.
        $help.Synopsis | Should -Match '^[A-Z][^\[]+\.$'
        $help.Synopsis.Length | Should -BeLessThan 160
        $help.description.Text | Should -BeLike "$($help.Synopsis)*"
    }

    It 'describes every parameter, and no other' {
        $described = $help.parameters.parameter

        $described.name | Sort-Object | Should -Be ($parameters.Name | Sort-Object)
        foreach ($parameter in $described) {
            $parameter.description.Text | Should -Match '\.$' -Because $parameter.name
        }
    }

    It 'has two examples or more that say what they do' {
        $help.examples.example.Count | Should -BeGreaterThan 1
        foreach ($example in $help.examples.example) {
            $example.code | Should -Not -BeNullOrEmpty
            $example.remarks.Text | Should -Match '\.\s*$'
        }
    }

    It 'has examples of commands and parameters that there are' {
        foreach ($example in $help.examples.example) {
            $errors = $null
            $parsed = [System.Management.Automation.Language.Parser]::ParseInput($example.code, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty
            foreach ($call in $parsed.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
                $called = Get-Command $call.GetCommandName() -ErrorAction Stop
                foreach ($given in $call.CommandElements.Where({ $_ -is [System.Management.Automation.Language.CommandParameterAst] }).ParameterName) {
                    $called.ResolveParameter($given) | Should -Not -BeNullOrEmpty
                }
            }
        }
    }

    It 'names what it writes' {
        $help.returnValues.returnValue.type.name | Should -Be $command.OutputType.Name
        $command.OutputType.Type | Should -Not -Contain $null
    }

    It 'marks wildcards where they are taken' {
        foreach ($name in 'Name', 'Namespace', 'ExcludeNamespace') {
            $help.parameters.parameter.Where({ $_.name -eq $name }).ForEach({ $_.globbing | Should -Be 'true' })
        }
    }
}

Describe 'The help file' {
    It 'is what docs/Write-Help.ps1 makes of the source as it is' {
        $session = Invoke-Session "& '$(Get-CheckoutPath)/docs/Write-Help.ps1' -Path '$((Get-Item TestDrive:/).FullName)/help.xml'"

        $session.ExitCode | Should -Be 0
        Get-Content -Raw TestDrive:/help.xml | Should -Be (Get-Content -Raw "$(Get-CheckoutPath)/module/en-US/ReleaseManager.PowerShell.dll-Help.xml")
    }

    It 'is what the pages in docs/cmdlets show' {
        $written = (Get-Item TestDrive:/).FullName + '/pages'
        $session = Invoke-Session "& '$(Get-CheckoutPath)/docs/Write-CmdletPages.ps1' -Path '$written'"

        $session.ExitCode | Should -Be 0
        $pages = Get-ChildItem $written
        $pages.Name | Should -Be (Get-ChildItem "$(Get-CheckoutPath)/docs/cmdlets").Name
        foreach ($page in $pages) {
            Get-Content -Raw $page | Should -Be (Get-Content -Raw "$(Get-CheckoutPath)/docs/cmdlets/$($page.Name)") -Because 'build.ps1 -Task Docs writes them'
        }
    }

    It 'comes with the packaged module' {
        $staged = Join-Path (Get-CheckoutPath) 'out/ReleaseManager'
        $session = Invoke-Session "Import-Module '$staged'; (Get-Help Import-HelmReleaseState).Synopsis"

        $session.Text | Should -BeLike 'Brings saved releases back*'
    }

    It 'has the topic <_>' -ForEach 'about_ReleaseManager', 'about_ReleaseManager_State', 'about_ReleaseManager_Backends' {
        $staged = Join-Path (Get-CheckoutPath) 'out/ReleaseManager'
        $session = Invoke-Session "Import-Module '$staged'; Get-Help $_"

        $session.Text | Should -Match "(?m)^TOPIC\s+$_\s"
        $session.Text | Should -Match '(?m)^SEE ALSO'
    }
}
