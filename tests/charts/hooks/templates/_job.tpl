{{- /* A Job that does nothing: (dict "root" . "name" n "hook" h "weight" w "policy" p) */ -}}
{{- define "hooks.job" -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .root.Release.Name }}-{{ .name }}
  annotations:
    "helm.sh/hook": {{ .hook | quote }}
    {{- if hasKey . "weight" }}
    "helm.sh/hook-weight": {{ .weight | quote }}
    {{- end }}
    {{- if hasKey . "policy" }}
    "helm.sh/hook-delete-policy": {{ .policy }}
    {{- end }}
spec:
  backoffLimit: 0
  template:
    metadata:
      labels:
        hook: {{ .name }}
    spec:
      restartPolicy: Never
      containers:
        - name: step
          image: lab/step:1
          command: ["true"]
{{- end -}}
