# Completion of releasemanager in PowerShell: releasemanager completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName releasemanager -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $position = $cursorPosition - $commandAst.Extent.StartOffset
    $line = $commandAst.Extent.Text.PadRight($position)
    $program = $commandAst.GetCommandName()
    & $program __complete $position $line 2>$null | ForEach-Object {
        $value, $about = $_ -split "`t", 2
        if ($value) {
            $quoted = if ($value -match '^[\w./:=,~@-]+$') { $value } else { "'" + $value.Replace("'", "''") + "'" }
            [System.Management.Automation.CompletionResult]::new($quoted, $value, 'ParameterValue', ($about ? $about : $value))
        }
    }
}
