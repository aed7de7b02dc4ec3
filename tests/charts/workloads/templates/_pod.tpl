{{- define "workloads.pod" -}}
metadata:
  labels:
    app: {{ .root.Release.Name }}
    part: {{ .part }}
spec:
  {{- if .once }}
  restartPolicy: OnFailure
  {{- end }}
  serviceAccountName: {{ .root.Release.Name }}
  securityContext: {runAsNonRoot: true, runAsUser: 1_000, fsGroup: 0o1750}
  initContainers:
    - name: prepare
      image: lab/prepare:1
  containers:
    - name: main
      image: lab/{{ .part }}:{{ .root.Values.tag }}
      command: ["/bin/sh", "-c", "echo \"$HOME\" && sleep 1d"]
      env:
        - name: EMPTY
          value: ""
        - name: NOT_SET
          value:
        - name: NODE
          valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
      resources:
        limits: {cpu: 0.5, memory: 1Gi}
        requests: {cpu: "100m", memory: 128974848}
      volumeMounts:
        - {name: tmp, mountPath: /tmp}
        - {name: config, mountPath: /etc/config, readOnly: true}
  volumes:
    - name: tmp
      emptyDir: {}
    - name: config
      projected:
        defaultMode: 0440
        sources:
          - configMap: {name: {{ .root.Release.Name }}, items: [{key: a, path: a, mode: 0755}]}
          - downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}
{{- end -}}
