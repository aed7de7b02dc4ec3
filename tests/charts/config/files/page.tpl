<p title="{{ .Release.Name }}">{{ .Values.unicode }}</p>
