# What Invoke-ScriptAnalyzer, and editors, judge the scripts by. A test runs it where PSScriptAnalyzer is installed.
@{
    Severity     = 'Error', 'Warning'
    ExcludeRules = @(
        # Scripts of builds and pipelines talk to whoever runs them, and hosts of pipelines read their commands from there.
        'PSAvoidUsingWriteHost'
        # Does not see that functions of a script use its parameters.
        'PSReviewUnusedParameter'
        # Only private functions are written in PowerShell: the commands are cmdlets.
        'PSUseShouldProcessForStateChangingFunctions'
    )
}
