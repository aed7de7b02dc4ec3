#!/usr/bin/env bash
# Installs the object store of the lab: Ceph's RadosGW, monitor and disk server, from the machine's own apt sources.
#
#   bash tests/Lab/install-store.sh          installs what is missing; does nothing when all is there
#   bash tests/Lab/install-store.sh --check  only says what is missing
#
# Nothing is started: the tests run the programs themselves, in a folder of their own, on loopback. Root is needed only for apt.
set -euo pipefail

readonly PROGRAMS=(radosgw:radosgw radosgw-admin:ceph-common ceph-mon:ceph-mon monmaptool:ceph-base ceph-osd:ceph-osd ceph:ceph-common)

say() { printf 'lab: %s\n' "$*"; }
fail() {
  printf 'lab: MISSING: %s\n' "$*" >&2
  exit 1
}

missing_packages() {
  local entry
  for entry in "${PROGRAMS[@]}"; do
    command -v "${entry%%:*}" >/dev/null || printf '%s\n' "${entry#*:}"
  done | sort -u
}

as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    sudo -n "$@"
  else
    return 77
  fi
}

mapfile -t packages < <(missing_packages)
if [[ ${#packages[@]} == 0 ]]; then
  say "the object store is there: $(command -v radosgw)"
  exit 0
fi
[[ ${1:-} != --check ]] || fail "${packages[*]} (run tests/Lab/install-store.sh)"
[[ $(uname -s) == Linux ]] || fail "the object store runs on Linux only"
command -v apt-get >/dev/null || fail "${packages[*]}: there is no apt-get here; install the programs of Ceph yourself"
as_root true || fail "${packages[*]}: run as root: apt-get install --no-install-recommends ${packages[*]}"

log=$(mktemp)
trap 'rm -f "$log"' EXIT
say "installing ${packages[*]} (about 270 MB with all they need)"
as_root apt-get -q update >"$log" 2>&1 </dev/null || say "apt-get update complained: $(tail -n 1 "$log")"
# The packages' own units must not start: there is no cluster for them, and the tests bring their own.
as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get -q install -y --no-install-recommends "${packages[@]}" >"$log" 2>&1 </dev/null ||
  fail "${packages[*]}: apt-get install failed: $(tail -n 1 "$log")"
mapfile -t packages < <(missing_packages)
[[ ${#packages[@]} == 0 ]] || fail "${packages[*]}: installed, and yet their programs are not to be found"
say "installed the object store: $(radosgw --version 2>/dev/null | head -n 1)"
