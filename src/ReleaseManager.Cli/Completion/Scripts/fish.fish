# Completion of releasemanager in fish: releasemanager completion fish | source

function __releasemanager_find
    set -l line (commandline -cp)
    set -l program (commandline -opc)[1]
    set -g __releasemanager_found ($program __complete (string length -- "$line") "$line" 2>/dev/null)
    test (count $__releasemanager_found) -gt 0
end

complete -c releasemanager -e
complete -c releasemanager -f -k -n __releasemanager_find -a '(string join \n -- $__releasemanager_found)'
