BeforeAll {
    Import-Module $PSScriptRoot/Testing.psm1 -Force
    Import-TestedModule
    $stage = Start-Stage
    $blue = Start-StageCluster $stage blue -Filled
    $live = @{ Kubeconfig = $blue.kubeconfig }
    $base = (Get-Item TestDrive:/).FullName
    $state = Join-Path $base 'state'
    $null = Export-HelmReleaseState $state @live
    $command = 'ReleaseManager.PowerShell.Commands.SaveHelmChartCommand'
}

AfterAll {
    Stop-Stage $stage
}

Describe 'Save-HelmChart' {
    It 'writes the chart and the values of a release of a <Where>' -ForEach @(@{ Where = 'cluster' }, @{ Where = 'state' }) {
        $from = $Where -eq 'cluster' ? $live : @{ Backend = $state }
        $saved = Get-HelmRelease web @from | Save-HelmChart TestDrive:/$Where

        $saved | Should -BeOfType ReleaseManager.SavedHelmChart
        $saved.Path | Should -Be (Join-Path $base $Where 'shop' 'web' 'plain')
        $saved.ValuesPath | Should -Be (Join-Path $base $Where 'shop' 'web' 'values.yaml')
        $saved.Revision | Should -Be 4
        $saved.MissingSubcharts | Should -BeNullOrEmpty
        Get-Content $saved.ValuesPath -Raw | Should -Match '(?m)^replicas: 3$'
        Get-Content (Join-Path $saved.Path 'Chart.yaml') -Raw | Should -Match '(?m)^version: "1\.4\.0\+build\.7"$'
        Join-Path $saved.Path 'templates/deployment.yaml' | Should -Exist
    }

    It 'takes many, each into a folder of its own, and names what they lack' {
        $saved = Get-HelmRelease @live | Save-HelmChart TestDrive:/all -WarningVariable warned -WarningAction SilentlyContinue

        $saved.Count | Should -Be 14
        $saved.Path | Sort-Object -Unique | Should -HaveCount 14
        $lacking = $saved | Where-Object MissingSubcharts
        $lacking.Name | Should -Be 'operator', 'suite'
        $lacking[1].MissingSubcharts[0].Version | Should -Be '1.x.x'
        $lacking[1].MissingSubcharts.Name | Should -Be 'common', 'cache', 'queue'
        $warned.Count | Should -Be 2
        "$warned" | Should -BeLike '*platform/suite lacks subcharts, which a release does not hold: common 1.x.x*'
    }

    It 'follows cd, and takes the revision that was shown' {
        New-Item -ItemType Directory TestDrive:/here | Push-Location
        try {
            $saved = Get-HelmRelease web @live -Revision 1 | Save-HelmChart
        }
        finally {
            Pop-Location
        }

        $saved.Path | Should -Be (Join-Path $base 'here' 'shop' 'web' 'plain')
        $saved.Revision | Should -Be 1
    }

    It 'asks, and changes nothing with -WhatIf' {
        Get-HelmRelease web @live | Save-HelmChart TestDrive:/none -WhatIf | Should -BeNullOrEmpty

        'TestDrive:/none' | Should -Not -Exist
    }

    It 'leaves what is there, release by release, until -Force says otherwise' {
        $null = Get-HelmRelease web @live -Revision 1 | Save-HelmChart TestDrive:/twice
        $saved = Get-HelmRelease web, shop-passwords @live | Save-HelmChart TestDrive:/twice -ErrorAction SilentlyContinue -ErrorVariable failed

        $saved.Name | Should -Be 'shop-passwords'
        $failed.FullyQualifiedErrorId | Should -Be "ChartFolderExists,$command"
        $failed.TargetObject | Should -Be (Join-Path $base 'twice' 'shop' 'web')
        $failed.ErrorDetails.RecommendedAction | Should -BeLike '*-Force*'

        (Get-HelmRelease web @live | Save-HelmChart TestDrive:/twice -Force).Revision | Should -Be 4
    }

    It 'asks before it replaces: <Answer>' -ForEach @(
        @{ Answer = 'y' }
        @{ Answer = 'n' }
    ) {
        $folder = Join-Path $base "asked-$Answer"
        $first = Get-HelmRelease web @live -Revision 1 | Save-HelmChart $folder
        $before = Get-Content -Raw $first.ValuesPath
        $session = Invoke-Session "Import-Module '$(Get-TestedManifest)'; Get-HelmRelease web -Kubeconfig '$($blue.kubeconfig)' | Save-HelmChart '$folder'" -Interactive -Answer $Answer

        $session.Text | Should -BeLike '*is there already.*Replace it?*'
        (Get-Content -Raw $first.ValuesPath) -eq $before | Should -Be ($Answer -eq 'n')
    }

    It 'leaves with -Force, too, what it did not write' {
        $null = New-Item -ItemType File -Force TestDrive:/foreign/shop/web/notes.txt
        $failed = $null
        Get-HelmRelease web @live | Save-HelmChart TestDrive:/foreign -Force -ErrorAction SilentlyContinue -ErrorVariable failed

        $failed.FullyQualifiedErrorId | Should -Be "ChartFolderForeign,$command"
        'TestDrive:/foreign/shop/web/notes.txt' | Should -Exist
    }

    It 'says with -WhatIf that it would replace something, and does not' {
        $saved = Get-HelmRelease web @live -Revision 1 | Save-HelmChart TestDrive:/whatif
        $before = Get-Content -Raw $saved.ValuesPath
        $session = Invoke-Session "Import-Module '$(Get-TestedManifest)'; Get-HelmRelease web -Kubeconfig '$($blue.kubeconfig)' | Save-HelmChart '$base/whatif' -WhatIf -Force"

        $session.Text | Should -BeLike '*Replace the chart plain-1.4.0+build.7*'
        Get-Content -Raw $saved.ValuesPath | Should -Be $before
    }

    It 'says which record is damaged, and goes on with the others' {
        $damaged = Join-Path $base 'damaged'
        Copy-Item -Recurse $state $damaged
        foreach ($file in Get-ChildItem (Join-Path $damaged 'records') -File -Recurse) {
            Set-Content $file 'broken'
        }

        $failed = $null
        Get-HelmRelease web, shop-passwords -Backend $damaged | Save-HelmChart TestDrive:/broken -ErrorAction SilentlyContinue -ErrorVariable failed |
            Should -BeNullOrEmpty

        $failed.Count | Should -Be 2
        "$($failed[0])" | Should -BeLike '*damaged*'
        'TestDrive:/broken' | Should -Not -Exist
    }

    It 'shows what it did in 80 columns' {
        $text = Get-HelmRelease suite @live | Save-HelmChart TestDrive:/view -WarningAction Ignore | Out-String -Width 80

        $text | Should -Match 'Release +: platform/suite, revision 2'
        $text | Should -Match 'MissingSubcharts : common 1\.x\.x'
    }

    It 'gives what real helm lints and renders' {
        $helm = Get-Helm
        if (-not $helm) {
            Set-ItResult -Skipped -Because 'there is no helm on this machine'
        }

        $saved = Get-HelmRelease web @live | Save-HelmChart TestDrive:/real
        $lint = & $helm lint $saved.Path --values $saved.ValuesPath 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$lint"
        $rendered = & $helm template web $saved.Path --namespace shop --values $saved.ValuesPath --no-hooks
        $rendered -join "`n" | Should -BeLike '*kind: Deployment*'
    }
}
