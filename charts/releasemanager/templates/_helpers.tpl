{{/* The name of the chart, or what stands for it. */}}
{{- define "releasemanager.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* The name of the objects. */}}
{{- define "releasemanager.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* What objects that belong to no namespace are called: two releases of one name may be in two namespaces. */}}
{{- define "releasemanager.clusterName" -}}
{{- printf "%s:%s" .Release.Namespace (include "releasemanager.fullname" .) -}}
{{- end -}}

{{- define "releasemanager.selectorLabels" -}}
app.kubernetes.io/name: {{ include "releasemanager.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "releasemanager.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "releasemanager.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "releasemanager.serviceAccountName" -}}
{{- default (ternary (include "releasemanager.fullname" .) "default" .Values.serviceAccount.create) .Values.serviceAccount.name -}}
{{- end -}}

{{- define "releasemanager.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (toString (default .Chart.AppVersion .Values.image.tag)) -}}
{{- end -}}
{{- end -}}

{{/* The path under which the state is kept. A path of digits alone is a number to Helm. */}}
{{- define "releasemanager.path" -}}
{{- $path := default .Values.path .Values.backend.path -}}
{{- if kindIs "float64" $path -}}
{{- $path = int64 $path -}}
{{- end -}}
{{- required "A path is required: set backend.path to where in the backend the state of this cluster is to be kept, and to another one for each cluster." (toString $path | trim) -}}
{{- end -}}

{{/* The Secret with the keys for S3; empty where there is none. */}}
{{- define "releasemanager.s3Secret" -}}
{{- if eq .Values.backend.type "s3" -}}
{{- if .Values.s3.existingSecret -}}
{{- .Values.s3.existingSecret -}}
{{- else if or .Values.s3.accessKeyID .Values.s3.secretAccessKey .Values.s3.sessionToken -}}
{{- printf "%s-s3" (include "releasemanager.fullname" .) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Whether one volume is what all replicas write to, and only one node at a time has it. */}}
{{- define "releasemanager.oneNode" -}}
{{- if and (eq .Values.backend.type "local") .Values.persistence.enabled (not (has "ReadWriteMany" .Values.persistence.accessModes)) -}}
true
{{- end -}}
{{- end -}}

{{/* Says what does not fit together, before anything is rendered. */}}
{{- define "releasemanager.validate" -}}
{{- $path := include "releasemanager.path" . -}}
{{- if eq .Values.backend.type "s3" -}}
{{- if not .Values.s3.bucket -}}
{{- fail "A bucket is required: set s3.bucket, or backend.type to local." -}}
{{- end -}}
{{- if and (not .Values.s3.existingSecret) (ne (empty .Values.s3.accessKeyID) (empty .Values.s3.secretAccessKey)) -}}
{{- fail "s3.accessKeyID and s3.secretAccessKey go together: set both, or neither for the credentials of the service account." -}}
{{- end -}}
{{- else -}}
{{- if not (hasPrefix "/" $path) -}}
{{- fail (printf "backend.path is %s: for the local backend it is an absolute folder." (quote $path)) -}}
{{- end -}}
{{- if .Values.persistence.enabled -}}
{{- if not (hasPrefix (printf "%s/" (trimSuffix "/" .Values.persistence.mountPath)) (printf "%s/" (trimSuffix "/" $path))) -}}
{{- fail (printf "backend.path is %s, but the volume is mounted at %s: choose a folder in it." (quote $path) (quote .Values.persistence.mountPath)) -}}
{{- end -}}
{{- if and (gt (int .Values.replicaCount) 1) (include "releasemanager.oneNode" .) -}}
{{- fail "Replicas with a local backend share its volume: set persistence.accessModes to [ReadWriteMany], or replicaCount to 1." -}}
{{- end -}}
{{- else if not .Values.extraVolumeMounts -}}
{{- fail "The local backend needs a volume that outlives its Pod: set persistence.enabled, or mount one by extraVolumes and extraVolumeMounts." -}}
{{- end -}}
{{- end -}}
{{- range $key := list "path" "accessKeyID" "secretAccessKey" "sessionToken" -}}
{{- if hasKey $.Values.extraConfig $key -}}
{{- fail (printf "extraConfig.%s is not taken: a ConfigMap holds no secrets, and the path is backend.path." $key) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
The configuration file. The path is no part of it: were it one, the checksum below, which nobody else can compute, would be wrong once the
release is restored with another path.
*/}}
{{- define "releasemanager.config" -}}
{{- $config := dict
  "debug" .Values.debug
  "dryRun" .Values.dryRun
  "verbose" .Values.verbose
  "pollingInterval" (int .Values.daemon.pollingInterval)
  "logFormat" .Values.log.format
  "leaseName" (include "releasemanager.fullname" .)
  "listen" (printf ":%d" (int .Values.http.port))
-}}
{{- with .Values.rbac.namespaces -}}
{{- $_ := set $config "namespaces" . -}}
{{- end -}}
{{- with concat .Values.ingress.hosts .Values.http.allowedHosts -}}
{{- $_ := set $config "allowedHosts" (uniq .) -}}
{{- end -}}
{{- if .Values.includeReferences -}}
{{- $_ := set $config "includeReferences" true -}}
{{- end -}}
{{- if .Values.http.token.existingSecret -}}
{{- $_ := set $config "tokenFile" (printf "/etc/releasemanager-token/%s" .Values.http.token.key) -}}
{{- end -}}
{{- if and .Values.encryption.existingSecret (eq .Values.encryption.type "keyFile") -}}
{{- $_ := set $config "keyFile" (printf "/etc/releasemanager-key/%s" .Values.encryption.key) -}}
{{- end -}}
{{- if .Values.retention.enabled -}}
{{- range $rule := list "last" "hourly" "daily" "weekly" "monthly" -}}
{{- $count := int (get $.Values.retention $rule) -}}
{{- if gt $count 0 -}}
{{- $_ := set $config (printf "keep%s" (title $rule)) $count -}}
{{- end -}}
{{- end -}}
{{- else -}}
{{- $_ := set $config "noRetention" true -}}
{{- end -}}
{{- if eq .Values.backend.type "s3" -}}
{{- range $key := list "bucket" "region" "endpointUrl" "serverSideEncryption" "kmsKeyId" "storageClass" -}}
{{- with get $.Values.s3 $key -}}
{{- $_ := set $config $key . -}}
{{- end -}}
{{- end -}}
{{- if .Values.s3.forcePathStyle -}}
{{- $_ := set $config "forcePathStyle" true -}}
{{- end -}}
{{- end -}}
{{- range $key, $value := .Values.extraConfig -}}
{{- $_ := set $config $key $value -}}
{{- end -}}
{{- toYaml $config -}}
{{- end -}}

{{/* Helm keeps its records in Secrets or in ConfigMaps. RBAC cannot tell them from others of the same namespace. */}}
{{- define "releasemanager.recordRules" -}}
- apiGroups: [""]
  resources: ["secrets", "configmaps"]
  verbs: ["get", "list", "watch"]
{{- if .Values.includeReferences }}
- apiGroups: [""]
  resources: ["serviceaccounts"]
  verbs: ["get", "list"]
{{- end }}
{{- end -}}

{{- define "releasemanager.subjects" -}}
- kind: ServiceAccount
  name: {{ include "releasemanager.serviceAccountName" . }}
  namespace: {{ .Release.Namespace }}
{{- end -}}
