#compdef releasemanager
# Completion of releasemanager in zsh: source <(releasemanager completion zsh), or as a file _releasemanager in a folder of $fpath.

_releasemanager() {
    local line="${(j: :)words[1,CURRENT-1]} ${PREFIX}" value about
    local -a values
    while IFS=$'\t' read -r value about; do
        [[ -n $value ]] && values+=("${value//:/\\:}:${about}")
    done < <("${words[1]}" __complete ${#line} "$line" 2>/dev/null)
    if (( ${#values} )); then
        _describe -V releasemanager values
    else
        _files
    fi
}

if [[ $funcstack[1] == _releasemanager ]]; then
    _releasemanager "$@"
else
    compdef _releasemanager releasemanager
fi
