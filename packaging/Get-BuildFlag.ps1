<#
.SYNOPSIS
The flags with which everything in a package is built: what comes out does not tell where, when or with which symbols it was built.
.DESCRIPTION
No symbols are shipped, and without any an assembly does not depend on where its clone came from. What is built lies apart from a
developer's own bin and obj.
#>
[CmdletBinding()]
param(
    # Where the build leaves what it makes.
    [Parameter(Mandatory)]
    [string] $Work
)

'--configuration', 'Release'
'--artifacts-path', (Join-Path $Work 'build')
'-p:ContinuousIntegrationBuild=true'
'-p:DebugType=none'
# The code was analysed when it was built to be tested.
'-p:RunAnalyzers=false'
'--nologo'
