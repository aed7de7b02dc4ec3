{{- /* The version of a kind: (dict "root" . "kind" k "old" o "new" n) */ -}}
{{- define "aged.version" -}}
{{- if eq .root.Values.age "asked" -}}
{{ .root.Capabilities.APIVersions.Has (printf "%s/%s" .old .kind) | ternary .old .new }}
{{- else -}}
{{ eq .root.Values.age "old" | ternary .old .new }}
{{- end -}}
{{- end -}}
