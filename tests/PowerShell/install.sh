#!/usr/bin/env bash
# Puts PowerShell and Pester into the user's cache folder, where no PowerShell of this machine can run the module's tests.
#
#   bash tests/PowerShell/install.sh         installs what is missing; does nothing when a PowerShell will do
#   bash tests/PowerShell/install.sh --find  only prints which PowerShell will do; fails if none does
#
# What will do is PowerShell 7.6 or later that finds Pester 5.5 or later: $PWSH if it is set, the pwsh in the path, or the one in the
# cache. Both come from the machine's own NuGet sources (the dotnet tool PowerShell, the package Pester), so no host is named here.
# They are made ready beside their place and put there by one rename: an interrupted run leaves nothing that looks finished.
set -euo pipefail

readonly POWERSHELL=7.6.9
readonly PESTER=5.7.1

readonly CACHE=${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/releasemanager-lab
readonly PLACE=$CACHE/pwsh/$POWERSHELL-$PESTER
readonly WORK=$CACHE/pwsh/work

export POWERSHELL_TELEMETRY_OPTOUT=1 POWERSHELL_UPDATECHECK=Off DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf 'pwsh: %s\n' "$*"; }
fail() {
  printf 'pwsh: MISSING: %s\n' "$*" >&2
  exit 1
}

will_do() {
  [[ -n $1 ]] && "$1" -NoProfile -NonInteractive -Command \
    'exit ($PSVersionTable.PSVersion -ge "7.6" -and (Get-Module -ListAvailable Pester | Where-Object Version -ge 5.5) ? 0 : 1)' \
    >/dev/null 2>&1 </dev/null
}

# Prints the first that will do; what the user names comes first.
find_pwsh() {
  local candidate
  for candidate in "${PWSH:-}" "$(command -v pwsh || true)" "$PLACE/pwsh"; do
    if will_do "$candidate"; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  return 1
}

install_powershell() {
  say "installing the dotnet tool PowerShell $POWERSHELL"
  (cd "$WORK" && dotnet tool install PowerShell --version "$POWERSHELL" --tool-path "$WORK/tool") >"$WORK/tool.log" 2>&1 </dev/null ||
    fail "PowerShell $POWERSHELL: dotnet tool install failed: $(grep -m 1 -i error "$WORK/tool.log" || tail -n 1 "$WORK/tool.log")"
}

# Into the modules that come with this PowerShell: every session of it finds them there, whatever the user's PSModulePath.
install_pester() {
  local home
  say "installing the package Pester $PESTER"
  mkdir "$WORK/pester"
  # What a build above this folder asks for must not reach this project.
  for file in Directory.Build.props Directory.Build.targets Directory.Packages.props; do
    printf '<Project />\n' >"$WORK/pester/$file"
  done
  cat >"$WORK/pester/pester.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageDownload Include="Pester" Version="[$PESTER]" /></ItemGroup>
</Project>
PROJECT
  (cd "$WORK/pester" && dotnet restore --packages "$WORK/packages") >"$WORK/pester.log" 2>&1 </dev/null ||
    fail "Pester $PESTER: dotnet restore failed: $(grep -m 1 -i error "$WORK/pester.log" || tail -n 1 "$WORK/pester.log")"
  home=$("$WORK/tool/pwsh" -NoProfile -NonInteractive -Command '$PSHOME') || fail "PowerShell $POWERSHELL does not start"
  mkdir -p "$home/Modules/Pester"
  cp -r "$WORK/packages/pester/$PESTER/tools" "$home/Modules/Pester/$PESTER"
}

main() {
  local found
  if found=$(find_pwsh); then
    if [[ ${1:-} == --find ]]; then
      printf '%s\n' "$found"
    else
      say "all there: $found"
    fi
    return 0
  fi
  if [[ ${1:-} == --find ]]; then
    fail "PowerShell 7.6 with Pester 5.5 or later (looked at \$PWSH, the path and $PLACE; run tests/PowerShell/install.sh)"
  fi
  command -v dotnet >/dev/null || fail "the .NET SDK"
  mkdir -p "$CACHE/pwsh"
  exec 9>"$CACHE/pwsh/lock"
  if command -v flock >/dev/null; then
    flock 9
  fi
  rm -rf "${WORK:?}"
  if ! will_do "$PLACE/pwsh"; then
    mkdir -p "$WORK"
    install_powershell
    install_pester
    rm -rf "${PLACE:?}"
    mv "$WORK/tool" "$PLACE"
  fi
  rm -rf "${WORK:?}"
  will_do "$PLACE/pwsh" || fail "what was installed in $PLACE does not run"
  say "installed: $PLACE/pwsh"
}

main "$@"
exit
