namespace ReleaseManager.Core.Tests.Import.Versions;

internal static class AutoscalerCases
{
    public static IEnumerable<VersionCase> All =>
        [
            new(
                "an autoscaler with all sources of metrics",
                """
                apiVersion: autoscaling/v2beta1
                kind: HorizontalPodAutoscaler
                metadata: {name: web}
                spec:
                  maxReplicas: 9
                  scaleTargetRef: {apiVersion: extensions/v1beta1, kind: Deployment, name: web}
                  metrics:
                  - {type: Resource, resource: {name: cpu, targetAverageUtilization: 70}}
                  - {type: Resource, resource: {name: memory, targetAverageValue: 1Gi}}
                  - {type: ContainerResource, containerResource: {container: a, name: cpu, targetAverageUtilization: 60}}
                  - {type: Pods, pods: {metricName: packets, targetAverageValue: 1k, selector: {matchLabels: {a: b}}}}
                  - {type: External, external: {metricName: queue, metricSelector: {matchLabels: {q: w}}, targetAverageValue: "30"}}
                  - {type: External, external: {metricName: queue, targetValue: "30"}}
                  - type: Object
                    object: {metricName: hits, targetValue: 2k, target: {apiVersion: extensions/v1beta1, kind: Ingress, name: web}}
                  - type: Object
                    object: {metricName: hits, targetValue: 2k, averageValue: "5", selector: {matchLabels: {a: b}}, target: {kind: Service, name: web}}
                status: {currentMetrics: [{type: Resource, resource: {name: cpu, currentAverageValue: "1"}}]}
                """,
                """
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: web}
                spec:
                  maxReplicas: 9
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
                  metrics:
                  - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}
                  - {type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 1Gi}}}
                  - {type: ContainerResource, containerResource: {container: a, name: cpu, target: {type: Utilization, averageUtilization: 60}}}
                  - {type: Pods, pods: {metric: {name: packets, selector: {matchLabels: {a: b}}}, target: {type: AverageValue, averageValue: 1k}}}
                  - {type: External, external: {metric: {name: queue, selector: {matchLabels: {q: w}}}, target: {type: AverageValue, averageValue: "30"}}}
                  - {type: External, external: {metric: {name: queue}, target: {type: Value, value: "30"}}}
                  - type: Object
                    object:
                      metric: {name: hits}
                      target: {type: Value, value: 2k}
                      describedObject: {apiVersion: networking.k8s.io/v1, kind: Ingress, name: web}
                  - type: Object
                    object:
                      metric: {name: hits, selector: {matchLabels: {a: b}}}
                      target: {type: AverageValue, value: 2k, averageValue: "5"}
                      describedObject: {kind: Service, name: web}
                """
            ),
            new(
                "an autoscaler of v2beta2",
                """
                apiVersion: autoscaling/v2beta2
                kind: HorizontalPodAutoscaler
                metadata: {name: web}
                spec:
                  maxReplicas: 9
                  behavior: {scaleDown: {stabilizationWindowSeconds: 60}}
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
                  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]
                """,
                """
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: web}
                spec:
                  maxReplicas: 9
                  behavior: {scaleDown: {stabilizationWindowSeconds: 60}}
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
                  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]
                """
            ),
            new(
                "an autoscaler that is served and means what is not",
                """
                apiVersion: autoscaling/v1
                kind: HorizontalPodAutoscaler
                metadata: {name: web}
                spec: {maxReplicas: 9, scaleTargetRef: {apiVersion: extensions/v1beta1, kind: Deployment, name: web}}
                """,
                """
                apiVersion: autoscaling/v1
                kind: HorizontalPodAutoscaler
                metadata: {name: web}
                spec: {maxReplicas: 9, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
                """
            ),
            new(
                "an object whose owner is named by a removed version",
                """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: web
                  ownerReferences: [{apiVersion: apps/v1beta2, kind: Deployment, name: web, uid: u}, {apiVersion: v1, kind: Pod, name: p, uid: v}]
                """,
                """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: web
                  ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: u}, {apiVersion: v1, kind: Pod, name: p, uid: v}]
                """
            ),
        ];
}
