namespace ReleaseManager.Core.Tests.Import.Versions;

internal static class WorkloadCases
{
    public static IEnumerable<VersionCase> All =>
        [
            new(
                "the first Deployment kept all history, gave up never and moved one Pod at a time",
                """
                apiVersion: extensions/v1beta1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 2
                  rollbackTo: {revision: 3}
                  template: {metadata: {labels: {app: web, tier: front}}, spec: {containers: [{name: a, image: a}]}}
                """,
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 2
                  progressDeadlineSeconds: 2147483647
                  revisionHistoryLimit: 2147483647
                  selector: {matchLabels: {app: web, tier: front}}
                  strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 1}}
                  template: {metadata: {labels: {app: web, tier: front}}, spec: {containers: [{name: a, image: a}]}}
                """
            ),
            new(
                "what the first Deployment said itself stays",
                """
                apiVersion: extensions/v1beta1
                kind: Deployment
                metadata: {name: web}
                spec:
                  progressDeadlineSeconds: 60
                  revisionHistoryLimit: 0
                  selector: {matchLabels: {app: web}}
                  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 50%}}
                  template: {metadata: {labels: {app: web, tier: front}}}
                """,
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  progressDeadlineSeconds: 60
                  revisionHistoryLimit: 0
                  selector: {matchLabels: {app: web}}
                  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 50%, maxUnavailable: 1}}
                  template: {metadata: {labels: {app: web, tier: front}}}
                """
            ),
            new(
                "a Deployment that recreates has nothing to roll",
                """
                apiVersion: extensions/v1beta1
                kind: Deployment
                metadata: {name: web}
                spec:
                  strategy: {type: Recreate}
                  selector: null
                  template: {metadata: {labels: {app: web}}}
                """,
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  strategy: {type: Recreate}
                  progressDeadlineSeconds: 2147483647
                  revisionHistoryLimit: 2147483647
                  selector: {matchLabels: {app: web}}
                  template: {metadata: {labels: {app: web}}}
                """
            ),
            new(
                "the second Deployment kept two old ReplicaSets",
                """
                apiVersion: apps/v1beta1
                kind: Deployment
                metadata: {name: web}
                spec: {rollbackTo: {revision: 1}, template: {metadata: {labels: {app: web}}}}
                """,
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec: {revisionHistoryLimit: 2, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}}}
                """
            ),
            new(
                "the third Deployment is that of apps/v1",
                """
                apiVersion: apps/v1beta2
                kind: Deployment
                metadata: {name: web}
                spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}}}
                """,
                """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}}}
                """
            ),
            new(
                "the first StatefulSet was updated by hand",
                """
                apiVersion: apps/v1beta1
                kind: StatefulSet
                metadata: {name: db}
                spec: {serviceName: db, template: {metadata: {labels: {app: db}}}}
                """,
                """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db}
                spec:
                  serviceName: db
                  updateStrategy: {type: OnDelete}
                  selector: {matchLabels: {app: db}}
                  template: {metadata: {labels: {app: db}}}
                """
            ),
            new(
                "a StatefulSet that rolls goes on rolling",
                """
                apiVersion: apps/v1beta1
                kind: StatefulSet
                metadata: {name: db}
                spec: {selector: {matchLabels: {app: db}}, updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 2}}}
                """,
                """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db}
                spec: {selector: {matchLabels: {app: db}}, updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 2}}}
                """
            ),
            new(
                "the first DaemonSet was updated by hand and counted its templates",
                """
                apiVersion: extensions/v1beta1
                kind: DaemonSet
                metadata: {name: log}
                spec: {templateGeneration: 4, template: {metadata: {labels: {app: log}}}}
                """,
                """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: log}
                spec: {updateStrategy: {type: OnDelete}, selector: {matchLabels: {app: log}}, template: {metadata: {labels: {app: log}}}}
                """
            ),
            new(
                "the first ReplicaSet took the template's labels",
                """
                apiVersion: extensions/v1beta1
                kind: ReplicaSet
                metadata: {name: web}
                spec: {template: {metadata: {labels: {app: web}}}}
                """,
                """
                apiVersion: apps/v1
                kind: ReplicaSet
                metadata: {name: web}
                spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}}}
                """
            ),
            new(
                "a revision of a controller",
                "{apiVersion: apps/v1beta1, kind: ControllerRevision, metadata: {name: r}, revision: 2, data: {a: 1}}",
                "{apiVersion: apps/v1, kind: ControllerRevision, metadata: {name: r}, revision: 2, data: {a: 1}}"
            ),
            new(
                "a CronJob of the first version",
                "{apiVersion: batch/v2alpha1, kind: CronJob, metadata: {name: c}, spec: {schedule: '5 4 * * *', suspend: true}}",
                "{apiVersion: batch/v1, kind: CronJob, metadata: {name: c}, spec: {schedule: '5 4 * * *', suspend: true}}"
            ),
            new(
                "a CronJob whose schedule names a time zone",
                "{apiVersion: batch/v1beta1, kind: CronJob, metadata: {name: c}, spec: {schedule: 'CRON_TZ=Europe/Vienna  5 4 * * *'}}",
                "{apiVersion: batch/v1, kind: CronJob, metadata: {name: c}, spec: {schedule: 5 4 * * *, timeZone: Europe/Vienna}}"
            ),
        ];
}
