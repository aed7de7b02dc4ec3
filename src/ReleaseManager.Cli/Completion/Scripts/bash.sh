# Completion of releasemanager in bash: source <(releasemanager completion bash)

_releasemanager() {
    local cur="${COMP_WORDS[COMP_CWORD]}" last value about
    # bash breaks words at = and : where the program does not.
    [ "$cur" = "=" ] || [ "$cur" = ":" ] && cur=""
    last="${COMP_LINE:0:COMP_POINT}"
    last="${last##*[[:space:]]}"
    COMPREPLY=()
    while IFS=$'\t' read -r value about; do
        if [ -n "$value" ]; then
            COMPREPLY+=("$(printf '%q' "${value#"${last%"$cur"}"}")")
        fi
    done < <("${COMP_WORDS[0]}" __complete "$COMP_POINT" "$COMP_LINE" 2>/dev/null)
}

complete -o nosort -o default -F _releasemanager releasemanager 2>/dev/null ||
    complete -o default -F _releasemanager releasemanager
