BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    $root = Get-CheckoutPath
    $settings = Import-PowerShellDataFile (Join-Path $root 'PSScriptAnalyzerSettings.psd1')
    # Of what Pester does the analyzer knows nothing: blocks share variables, secrets of tests are none, people who type are imitated.
    $forTests = @{
        Severity     = $settings.Severity
        ExcludeRules = $settings.ExcludeRules + @(
            'PSAvoidGlobalVars'
            'PSAvoidOverwritingBuiltInCmdlets'
            'PSAvoidUsingConvertToSecureStringWithPlainText'
            'PSAvoidUsingInvokeExpression'
            'PSUseDeclaredVarsMoreThanAssignments'
            'PSUseUsingScopeModifierInNewRunspaces'
        )
    }
}

Describe 'PSScriptAnalyzer' {
    It 'has nothing to say of the scripts' {
        if (-not (Get-Module PSScriptAnalyzer -ListAvailable)) {
            Set-ItResult -Skipped -Because 'there is no module PSScriptAnalyzer (Install-PSResource PSScriptAnalyzer)'
        }

        $scripts = git -C $root ls-files --cached --others --exclude-standard '*.ps1' '*.psm1' '*.psd1'
        $scripts | Should -Not -BeNullOrEmpty
        $found = foreach ($script in $scripts) {
            Invoke-ScriptAnalyzer -Path (Join-Path $root $script) -Settings ($script -like 'tests/*' ? $forTests : $settings)
        }

        $found | ForEach-Object { "$($_.ScriptName):$($_.Line): $($_.RuleName): $($_.Message)" } | Should -BeNullOrEmpty
    }
}
