BeforeDiscovery {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    $helm = Get-Helm
}

BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    $checkout = Get-CheckoutPath
    $packaging = Join-Path $checkout 'packaging'
    Import-Module $packaging/Archives.psm1, $packaging/Product.psm1 -Force
    $staged = Join-Path $checkout 'out/ReleaseManager'
    $base = (Get-Item TestDrive:/).FullName
    $time = [DateTimeOffset]::new(2026, 5, 4, 3, 2, 2, [TimeSpan]::Zero)
    $version = Get-ProductVersion

    function Get-Sum([string] $Path) {
        (Get-FileHash -LiteralPath $Path -Algorithm SHA256).Hash
    }

    # The same files in a folder of another name, found in another order, written at another time, readable for others.
    function New-Twin([string] $Folder, [string] $Twin) {
        $files = Get-ChildItem -LiteralPath $Folder -Recurse -File -Force | Sort-Object FullName -Descending
        foreach ($file in $files) {
            $target = Join-Path $Twin ([System.IO.Path]::GetRelativePath($Folder, $file.FullName))
            $null = New-Item -ItemType Directory (Split-Path $target) -Force
            Copy-Item -LiteralPath $file.FullName $target
            (Get-Item -LiteralPath $target -Force).LastWriteTimeUtc = [datetime]::new(2001, 1, 1, 0, 0, 0, [DateTimeKind]::Utc)
            if (-not $IsWindows) {
                [System.IO.File]::SetUnixFileMode($target, 'UserRead, UserWrite, UserExecute, GroupRead, OtherRead')
            }
        }
    }
}

Describe 'The version' {
    It 'is the same everywhere' {
        $way = 'Directory.Build.props is the one place; run ./build.ps1 -Task Version'
        $manifest = Import-PowerShellDataFile (Get-TestedManifest)
        $chart = Get-Content -Raw (Join-Path $checkout 'charts/releasemanager/Chart.yaml')
        $url = Get-ProductUrl

        $manifest.ModuleVersion | Should -Be $version -Because $way
        $manifest.PrivateData.PSData.ProjectUri | Should -Be $url -Because $way
        $chart | Should -Match "(?m)^version: $([regex]::Escape($version))`$" -Because $way
        $chart | Should -Match "(?m)^appVersion: `"$([regex]::Escape($version))`"`$" -Because $way
        $chart | Should -Match "(?m)^home: $([regex]::Escape($url))`$" -Because $way
    }

    It 'is changed by one command' {
        $copy = Join-Path $base 'versioned'
        foreach ($name in 'Directory.Build.props', 'ReleaseManager.psd1', 'charts/releasemanager/Chart.yaml', 'packaging/Set-Version.ps1', 'packaging/Product.psm1') {
            $null = New-Item -ItemType Directory (Split-Path (Join-Path $copy $name)) -Force
            Copy-Item (Join-Path $checkout $name) (Join-Path $copy $name)
        }

        $said = & $copy/packaging/Set-Version.ps1 -Version 7.8.9
        Import-Module $packaging/Product.psm1 -Force

        $said.Count | Should -Be 3
        (Import-PowerShellDataFile $copy/ReleaseManager.psd1).ModuleVersion | Should -Be '7.8.9'
        Get-Content -Raw $copy/charts/releasemanager/Chart.yaml | Should -Match '(?m)^appVersion: "7.8.9"$'
        Get-Content -Raw $copy/Directory.Build.props | Should -Match '<Version>7.8.9</Version>'
        { & $copy/packaging/Set-Version.ps1 -Version soon } | Should -Throw "*'soon' is not a version like 1.2.3*"
    }
}

Describe 'Archives' {
    BeforeAll {
        $folder = Join-Path $base 'first'
        $null = New-Item -ItemType Directory $folder/a, $folder/B
        Set-Content $folder/a/x.txt one
        Set-Content $folder/B/y.txt two
        Set-Content $folder/.hidden three
        Set-Content $folder/run '#!/bin/sh'
        New-Twin $folder (Join-Path $base 'deep/down/second')
        $twin = Join-Path $base 'deep/down/second'
    }

    It 'come out the same from other folders, orders and times: <Name>' -ForEach @(
        @{ Name = 'tar'; Write = 'Write-TarArchive' }
        @{ Name = 'zip'; Write = 'Write-ZipArchive' }
    ) {
        $entries = Get-FolderEntry $folder 'top/' -Program run
        $others = @(Get-FolderEntry $twin 'top/' -Program run)
        [Array]::Reverse($others)

        & $Write (Join-Path $base "1.$Name") $entries $time
        & $Write (Join-Path $base "2.$Name") $others $time

        Get-Sum (Join-Path $base "1.$Name") | Should -Be (Get-Sum (Join-Path $base "2.$Name"))
    }

    It 'hold what other programs unpack, programs as programs' -Skip:$IsWindows {
        Write-TarArchive $base/a.tar.gz (Get-FolderEntry $folder 'top/' -Program run) $time
        $null = New-Item -ItemType Directory $base/unpacked
        & tar -xzf $base/a.tar.gz -C $base/unpacked

        Get-Content $base/unpacked/top/B/y.txt | Should -Be 'two'
        [System.IO.File]::GetUnixFileMode("$base/unpacked/top/run").HasFlag([System.IO.UnixFileMode]::GroupExecute) | Should -BeTrue
        [System.IO.File]::GetUnixFileMode("$base/unpacked/top/B/y.txt").HasFlag([System.IO.UnixFileMode]::UserExecute) | Should -BeFalse
        (Get-Item $base/unpacked/top/run).LastWriteTimeUtc | Should -Be $time.UtcDateTime
    }

    It 'hold the same after they were read and written again' {
        Write-ZipArchive $base/b.zip (Get-FolderEntry $folder) $time
        Write-ZipArchive $base/c.zip (Read-ZipArchive $base/b.zip) $time
        Write-TarArchive $base/b.tgz (Get-FolderEntry $folder) $time
        Write-TarArchive $base/c.tgz (Read-TarArchive $base/b.tgz) $time

        Get-Sum $base/c.zip | Should -Be (Get-Sum $base/b.zip)
        Get-Sum $base/c.tgz | Should -Be (Get-Sum $base/b.tgz)
    }
}

Describe 'Release notes' {
    It 'are those of the version, else what is unreleased' {
        Set-Content TestDrive:/changes.md "# Changelog`n`n## Unreleased`n`n- New.`n`n## [0.2.0] - 2026-01-01`n`n- Two's.`n`n## 0.1.0`n`n- One."
        $changelog = Join-Path $base 'changes.md'

        Get-ReleaseNote 0.2.0 $changelog | Should -Be "- Two's."
        Get-ReleaseNote 0.1.0 $changelog | Should -Be '- One.'
        Get-ReleaseNote 0.3.0 $changelog | Should -Be '- New.'
    }

    It 'stand in a manifest whatever is written in them' {
        $text = "@{ A = @{ ReleaseNotes = 'before' }; B = 1 }"

        Set-Content TestDrive:/m.psd1 (Set-ManifestValue $text ReleaseNotes "It's `$(all) `"there`"`n``once``")

        $read = Import-PowerShellDataFile TestDrive:/m.psd1
        $read.A.ReleaseNotes | Should -Be "It's `$(all) `"there`"`n``once``"
        $read.B | Should -Be 1
    }
}

Describe 'The package of the module' {
    BeforeAll {
        if (-not (Get-Command Compress-PSResource -ErrorAction Ignore)) {
            return
        }

        $package = & $packaging/New-ModulePackage.ps1 -Folder $staged -Destination (Join-Path $base 'packages')
        # A repository of our own, known to one session alone: its settings stand in its own home.
        $installing = "
            Register-PSResourceRepository local '$base/gallery' -Trusted -ErrorAction Stop
            Publish-PSResource -NupkgPath '$package' -Repository local -ErrorAction Stop
            Save-PSResource ReleaseManager -Repository local -Path '$base/modules' -TrustRepository -ErrorAction Stop"
        $null = New-Item -ItemType Directory $base/gallery, $base/home, $base/modules
        $before = $env:XDG_CONFIG_HOME, $env:XDG_DATA_HOME, $env:XDG_CACHE_HOME, $env:HOME
        $env:XDG_CONFIG_HOME = $env:XDG_DATA_HOME = $env:XDG_CACHE_HOME = $env:HOME = Join-Path $base 'home'
        try {
            $installed = Invoke-Session $installing
        }
        finally {
            $env:XDG_CONFIG_HOME, $env:XDG_DATA_HOME, $env:XDG_CACHE_HOME, $env:HOME = $before
        }
    }

    BeforeEach {
        if (-not (Get-Command Compress-PSResource -ErrorAction Ignore)) {
            Set-ItResult -Skipped -Because 'this PowerShell has no Microsoft.PowerShell.PSResourceGet'
        }
    }

    It 'is published and installed like any other, and works from there' {
        $module = Join-Path $base "modules/ReleaseManager/$version"
        $used = Invoke-Session "
            `$env:PSModulePath = '$base/modules' + [System.IO.Path]::PathSeparator + `$env:PSModulePath
            (New-LocalBackend /tmp/x).Location
            (Get-Module ReleaseManager).ModuleBase
            try { Get-HelmRelease -Backend '$base/nothing' -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }
            (Get-Help New-LocalBackend).Synopsis.Length -gt 20"

        $installed.ExitCode | Should -Be 0 -Because $installed.Text
        $module | Should -Exist -Because $installed.Text
        $used.Lines | Should -Be '/tmp/x', $module, 'StateNotFound,ReleaseManager.PowerShell.Commands.GetHelmReleaseCommand', 'True'
    }

    It 'has a whole manifest' {
        $manifest = Test-ModuleManifest (Join-Path $base "modules/ReleaseManager/$version/ReleaseManager.psd1")
        $own = $manifest.PrivateData.PSData

        $manifest.Version | Should -Be $version
        $manifest.ReleaseNotes | Should -Be (Get-ReleaseNote $version)
        $manifest.ReleaseNotes.Length | Should -BeGreaterThan 100
        $manifest.ProjectUri | Should -Be "$(Get-ProductUrl)/"
        $manifest.LicenseUri, $manifest.IconUri | Should -Not -BeNullOrEmpty
        $manifest.Tags | Should -Contain 'PSEdition_Core'
        $manifest.Author, $manifest.CompanyName, $manifest.Copyright, $manifest.Description | Should -Not -BeNullOrEmpty
        $own.Tags | Where-Object { $_ -match '\s' } | Should -BeNullOrEmpty
    }

    It 'tells the gallery the same' {
        $nuspec = [xml] [System.Text.Encoding]::UTF8.GetString((Read-ZipArchive $package).Where({ $_.Name -eq 'ReleaseManager.nuspec' }).Content).TrimStart([char] 0xFEFF)

        $nuspec.package.metadata.version | Should -Be $version
        $nuspec.package.metadata.projectUrl | Should -Be "$(Get-ProductUrl)/"
        $nuspec.package.metadata.iconUrl, $nuspec.package.metadata.licenseUrl | Should -Not -BeNullOrEmpty
        $nuspec.package.metadata.releaseNotes.Length | Should -BeIn (100..35000) # NuGet's own bound
        -split $nuspec.package.metadata.tags | Should -Contain 'PSModule'
    }

    It 'comes out the same from another folder' {
        $twin = Join-Path $base 'elsewhere/ReleaseManager'
        New-Twin $staged $twin

        $again = & $packaging/New-ModulePackage.ps1 -Folder $twin -Destination (Join-Path $base 'again')

        Get-Sum $again | Should -Be (Get-Sum $package)
    }
}

Describe 'The chart' {
    It 'can be rewritten, and Helm takes it' -Skip:(-not $helm) {
        $program = Get-Helm
        $null = & $program package (Join-Path $checkout 'charts/releasemanager') --destination (Join-Path $base 'chart')
        $packed = Join-Path $base "chart/releasemanager-$version.tgz"

        Write-TarArchive $base/chart.tgz (Read-TarArchive $packed) $time

        & $program show chart $base/chart.tgz | Should -Contain "version: $version"
        & $program template x $base/chart.tgz --set backend.path=p --set s3.bucket=b | Should -Contain 'kind: Deployment'
    }
}

Describe 'The bill of materials' {
    BeforeAll {
        $path = Join-Path $base 'bom.json'
        & $packaging/New-BillOfMaterials.ps1 -Path $path
        $bom = Get-Content -Raw $path | ConvertFrom-Json -DateKind String
    }

    It 'names each package that is shipped, in its version, with its licence, and nothing of the build' {
        $locked = (Get-Content -Raw (Join-Path $checkout 'src/ReleaseManager.Cli/packages.lock.json') | ConvertFrom-Json).dependencies.'net10.0'.PSObject.Properties.
            Where({ $_.Value.resolved -and $_.Name -notlike '*Analyzer*' }).ForEach({ "$($_.Name) $($_.Value.resolved)" })
        $packages = $bom.components.Where({ $_.purl -like 'pkg:nuget/*' })

        $packages.ForEach({ "$($_.name) $($_.version)" }) | Sort-Object | Should -Be ($locked | Sort-Object)
        $packages.Where({ -not $_.licenses }).name | Should -BeNullOrEmpty
        $packages.Where({ -not $_.hashes }).name | Should -BeNullOrEmpty
        $bom.components.name | Should -Contain 'Microsoft.NETCore.App'
    }

    It 'holds what the module ships as well' {
        $shipped = (Get-ChildItem (Join-Path $staged 'deps') -Filter *.dll).BaseName.Where({ $_ -notlike 'ReleaseManager.*' })

        $shipped | Should -BeIn $bom.components.name
    }

    It 'is CycloneDX, and whole: what depends on something names what is there' {
        $references = @($bom.metadata.component.'bom-ref') + $bom.components.'bom-ref'

        $bom.bomFormat | Should -Be 'CycloneDX'
        $bom.specVersion | Should -Match '^1\.[4-9]$'
        $references.Where({ -not $_ }) | Should -BeNullOrEmpty
        ($references | Sort-Object -Unique).Count | Should -Be $references.Count
        $bom.dependencies.ref | Sort-Object | Should -Be ($references | Sort-Object)
        $bom.dependencies.dependsOn.Where({ $_ }) | Should -BeIn $references
    }

    It 'has the time of the sources, and no number of its own' {
        [DateTimeOffset]::Parse($bom.metadata.timestamp, [cultureinfo]::InvariantCulture) | Should -Be (Get-SourceTime)
        $bom.metadata.component.version | Should -Be $version
        $bom.PSObject.Properties.Name | Should -Not -Contain 'serialNumber'
    }
}
