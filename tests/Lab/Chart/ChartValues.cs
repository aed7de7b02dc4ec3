namespace ReleaseManager.Lab.Chart;

/// <summary>Every value of the chart, once with something else than its default.</summary>
internal static class ChartValues
{
    /// <summary>The namespaces that a value names.</summary>
    public static readonly string[] Namespaces = ["chart-shop", "chart-cart"];

    private const string Replicas = "replicaCount=3";
    private const string Key = """encryption.existingSecret="safe" """;
    private const string Token = """http.token.existingSecret="door" """;
    private const string Host = """ingress.hosts=["a.example.com"]""";
    private const string Keys = """s3.secretAccessKey="secret" """;
    private const string OnlyThere = """rbac.namespaces=["chart-shop","chart-cart"]""";
    private const string Local = "local";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ChartValue> All { get; } =
    [
        new("replicaCount", "3"),
        new("image.repository", """ "registry.example.com/releasemanager" """),
        new("image.tag", """ "1.2.3" """),
        new("image.digest", $"\"sha256:{new string('a', 64)}\""),
        new("image.pullPolicy", """ "Always" """),
        new("imagePullSecrets", """[{"name":"pull"}]"""),
        new("nameOverride", """ "saver" """),
        new("fullnameOverride", """ "saver" """),
        new("debug", "true"),
        new("dryRun", "true"),
        new("verbose", "true"),
        new("daemon.pollingInterval", "60"),
        new("log.format", """ "text" """),
        new(
            "backend.type",
            """ "local" """,
            """backend.path="/data" """,
            """extraVolumeMounts=[{"name":"data","mountPath":"/data"}]""",
            """extraVolumes=[{"name":"data","emptyDir":{}}]"""
        ),
        new("backend.path", """ "releases/green" """),
        new("path", """ "releases/green" """, """backend.path="" """, """path="releases/red" """),
        new("s3.bucket", """ "other" """),
        new("s3.region", """ "eu-central-1" """),
        new("s3.endpointUrl", """ "https://minio.example.com:9000" """),
        new("s3.forcePathStyle", "true"),
        new("s3.serverSideEncryption", """ "aws:kms" """),
        new("s3.kmsKeyId", """ "key" """),
        new("s3.storageClass", """ "STANDARD_IA" """),
        new("s3.existingSecret", """ "keys" """),
        new("s3.accessKeyID", """ "id" """, Keys, """s3.accessKeyID="other" """),
        new("s3.secretAccessKey", """ "key" """, Keys, """s3.accessKeyID="id" """),
        new("s3.sessionToken", """ "token" """, Keys, """s3.accessKeyID="id" """),
        new(
            "persistence.enabled",
            "true",
            """backend.type="local" """,
            """backend.path="/var/lib/releasemanager" """,
            """extraVolumeMounts=[{"name":"data","mountPath":"/data"}]""",
            """extraVolumes=[{"name":"data","emptyDir":{}}]"""
        ),
        new("persistence.existingClaim", """ "claim" """, Local),
        new("persistence.storageClassName", """ "fast" """, Local),
        new("persistence.accessModes", """["ReadWriteMany"]""", Local),
        new("persistence.size", """ "20Gi" """, Local),
        new("persistence.annotations", """{"example.com/a":"b"}""", Local),
        new("persistence.mountPath", """ "/var/lib" """, Local),
        new("encryption.existingSecret", """ "safe" """),
        new("encryption.type", """ "keyFile" """, Key),
        new("encryption.key", """ "words" """, Key),
        new("includeReferences", "true"),
        new("retention.enabled", "false"),
        new("retention.last", "3"),
        new("retention.hourly", "0"),
        new("retention.daily", "3"),
        new("retention.weekly", "3"),
        new("retention.monthly", "3"),
        new("http.port", "9090"),
        new("http.token.existingSecret", """ "door" """),
        new("http.token.key", """ "pass" """, Token),
        new("http.allowedHosts", """["b.example.com"]"""),
        new("extraConfig", """{"driver":"secret"}"""),
        new("service.type", """ "NodePort" """),
        new("service.port", "80"),
        new("service.annotations", """{"example.com/a":"b"}"""),
        new("ingress.hosts", """["a.example.com","b.example.com"]"""),
        new("ingress.className", """ "nginx" """, Host),
        new("ingress.annotations", """{"example.com/a":"b"}""", Host),
        new("ingress.tls.enabled", "false", Host),
        new("ingress.tls.secretName", """ "certificate" """, Host),
        new("serviceAccount.create", "false"),
        new("serviceAccount.name", """ "saver" """),
        new("serviceAccount.annotations", """{"eks.amazonaws.com/role-arn":"arn:aws:iam::123456789012:role/saver"}"""),
        new("rbac.create", "false"),
        new("rbac.namespaces", """["chart-shop","chart-cart"]"""),
        new("rbac.clusterScoped", "false", OnlyThere),
        new("podSecurityContext", """{"runAsUser":2000}"""),
        new("securityContext", """{"privileged":false}"""),
        new("resources", """{"limits":{"cpu":"1"}}"""),
        new("startupProbe", """{"failureThreshold":60}"""),
        new("livenessProbe", """{"failureThreshold":60}"""),
        new("readinessProbe", """{"failureThreshold":60}"""),
        new("strategy", """{"type":"Recreate"}"""),
        new("terminationGracePeriodSeconds", "60"),
        new("podDisruptionBudget.enabled", "false", Replicas),
        new("podDisruptionBudget.minAvailable", """ "50%" """, Replicas),
        new("networkPolicy.enabled", "true"),
        new("networkPolicy.from", """[{"namespaceSelector":{}}]""", "networkPolicy.enabled=true"),
        new("networkPolicy.egressPorts", "[9000]", "networkPolicy.enabled=true"),
        new("serviceMonitor.enabled", "true"),
        new("serviceMonitor.labels", """{"release":"prometheus"}""", "serviceMonitor.enabled=true"),
        new("serviceMonitor.interval", """ "1m" """, "serviceMonitor.enabled=true"),
        new("serviceMonitor.scrapeTimeout", """ "5s" """, "serviceMonitor.enabled=true"),
        new("prometheusRule.enabled", "true"),
        new("prometheusRule.labels", """{"release":"prometheus"}""", "prometheusRule.enabled=true"),
        new("prometheusRule.staleAfter", "300", "prometheusRule.enabled=true"),
        new("prometheusRule.alertLabels", """{"severity":"page"}""", "prometheusRule.enabled=true"),
        new("podAnnotations", """{"example.com/a":"b"}"""),
        new("podLabels", """{"example.com/a":"b"}"""),
        new("nodeSelector", """{"kubernetes.io/os":"linux"}"""),
        new("tolerations", """[{"operator":"Exists"}]"""),
        new(
            "affinity",
            """{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"a","operator":"Exists"}]}]}}}"""
        ),
        new(
            "topologySpreadConstraints",
            """[{"maxSkew":1,"topologyKey":"zone","whenUnsatisfiable":"ScheduleAnyway"}]"""
        ),
        new("priorityClassName", """ "system-cluster-critical" """),
        new("extraArgs", """["--threads","4"]"""),
        new("extraEnv", """[{"name":"HTTPS_PROXY","value":"http://proxy.example.com:3128"}]"""),
        new("extraEnvFrom", """[{"secretRef":{"name":"more"}}]"""),
        new("extraVolumes", """[{"name":"certificates","emptyDir":{}}]"""),
        new("extraVolumeMounts", """[{"name":"tmp","mountPath":"/var/tmp"}]"""),
    ];
}
