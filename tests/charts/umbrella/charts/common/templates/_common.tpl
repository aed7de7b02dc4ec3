{{- define "common.name" -}}
{{- printf "%s-%s" (index . 0).Release.Name (index . 1) | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "common.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: umbrella
{{- end -}}

{{- define "common.service" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "common.name" (list .root .part) }}
  labels: {{- include "common.labels" .root | nindent 4 }}
spec:
  ports:
    - port: {{ .port }}
  selector: {{- include "common.labels" .root | nindent 4 }}
    part: {{ .part }}
{{- end -}}
