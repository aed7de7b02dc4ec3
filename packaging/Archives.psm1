# Archives that come out the same, byte by byte, wherever and whenever they are made: entries in the order of their names, one time for all,
# fixed modes, no owner.

<#
.SYNOPSIS
One entry of an archive.
.PARAMETER File
What it holds: a file, or its bytes.
#>
function New-Entry([string] $Name, $Content, [switch] $Program) {
    [pscustomobject] @{ Name = $Name; Content = $Content; Program = [bool] $Program }
}

<#
.SYNOPSIS
The files of a folder as entries, under a folder of the archive if one is named.
.PARAMETER Program
Names of files that can be started.
#>
function Get-FolderEntry([string] $Folder, [string] $Prefix = '', [string[]] $Program = @()) {
    $root = (Resolve-Path -LiteralPath $Folder).ProviderPath
    foreach ($file in Get-ChildItem -LiteralPath $root -Recurse -File -Force) {
        $name = [System.IO.Path]::GetRelativePath($root, $file.FullName).Replace('\', '/')
        New-Entry "$Prefix$name" $file.FullName -Program:($file.Name -cin $Program)
    }
}

# The culture must not choose the order.
function Get-OrderedEntry([object[]] $Entry) {
    $sorted = [System.Collections.Generic.SortedDictionary[string, object]]::new([StringComparer]::Ordinal)
    foreach ($one in $Entry) {
        $sorted.Add($one.Name, $one)
    }

    $sorted.Values
}

function Open-Content($Content) {
    $Content -is [byte[]] ? [System.IO.MemoryStream]::new($Content) : [System.IO.File]::OpenRead($Content)
}

<#
.SYNOPSIS
Writes entries into a tar file that is compressed with gzip.
#>
function Write-TarArchive([string] $Path, [object[]] $Entry, [DateTimeOffset] $Time) {
    $file = [System.IO.File]::Create($Path)
    $gzip = [System.IO.Compression.GZipStream]::new($file, [System.IO.Compression.CompressionLevel]::SmallestSize)
    $tar = [System.Formats.Tar.TarWriter]::new($gzip, [System.Formats.Tar.TarEntryFormat]::Ustar)
    try {
        foreach ($one in Get-OrderedEntry $Entry) {
            $written = [System.Formats.Tar.UstarTarEntry]::new([System.Formats.Tar.TarEntryType]::RegularFile, $one.Name)
            $written.ModificationTime = $Time
            $written.Mode = [System.IO.UnixFileMode] ($one.Program ? 0x1ED : 0x1A4) # 0755, 0644
            $content = Open-Content $one.Content
            try {
                $written.DataStream = $content
                $tar.WriteEntry($written)
            }
            finally {
                $content.Dispose()
            }
        }
    }
    finally {
        $tar.Dispose()
        $gzip.Dispose()
        $file.Dispose()
    }
}

<#
.SYNOPSIS
Writes entries into a zip file. Times in it are in UTC: a zip file knows no time zone.
#>
function Write-ZipArchive([string] $Path, [object[]] $Entry, [DateTimeOffset] $Time) {
    $file = [System.IO.File]::Create($Path)
    $zip = [System.IO.Compression.ZipArchive]::new($file, [System.IO.Compression.ZipArchiveMode]::Create)
    try {
        foreach ($one in Get-OrderedEntry $Entry) {
            $written = $zip.CreateEntry($one.Name, [System.IO.Compression.CompressionLevel]::SmallestSize)
            $written.LastWriteTime = $Time.ToUniversalTime()
            $written.ExternalAttributes = ($one.Program ? 0x81ED : 0x81A4) -shl 16
            $content = Open-Content $one.Content
            $target = $written.Open()
            try {
                $content.CopyTo($target)
            }
            finally {
                $target.Dispose()
                $content.Dispose()
            }
        }
    }
    finally {
        $zip.Dispose()
        $file.Dispose()
    }
}

function Read-All([System.IO.Stream] $Stream) {
    $bytes = [System.IO.MemoryStream]::new()
    $Stream.CopyTo($bytes)
    , $bytes.ToArray()
}

<#
.SYNOPSIS
The entries of a tar file that is compressed with gzip.
#>
function Read-TarArchive([string] $Path) {
    $file = [System.IO.File]::OpenRead($Path)
    $gzip = [System.IO.Compression.GZipStream]::new($file, [System.IO.Compression.CompressionMode]::Decompress)
    $tar = [System.Formats.Tar.TarReader]::new($gzip)
    try {
        while ($null -ne ($read = $tar.GetNextEntry())) {
            if ($read.EntryType -in 'RegularFile', 'V7RegularFile') {
                New-Entry $read.Name ([byte[]] ($read.DataStream ? (Read-All $read.DataStream) : @()))
            }
        }
    }
    finally {
        $tar.Dispose()
        $file.Dispose()
    }
}

<#
.SYNOPSIS
The entries of a zip file.
#>
function Read-ZipArchive([string] $Path) {
    $zip = [System.IO.Compression.ZipFile]::OpenRead($Path)
    try {
        foreach ($read in $zip.Entries) {
            $stream = $read.Open()
            try {
                New-Entry $read.FullName ([byte[]] (Read-All $stream))
            }
            finally {
                $stream.Dispose()
            }
        }
    }
    finally {
        $zip.Dispose()
    }
}

Export-ModuleMember -Function New-Entry, Get-FolderEntry, Write-TarArchive, Write-ZipArchive, Read-TarArchive, Read-ZipArchive
