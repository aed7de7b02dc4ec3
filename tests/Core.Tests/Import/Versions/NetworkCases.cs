namespace ReleaseManager.Core.Tests.Import.Versions;

internal static class NetworkCases
{
    public static IEnumerable<VersionCase> All =>
        [
            new(
                "an Ingress of extensions",
                """
                apiVersion: extensions/v1beta1
                kind: Ingress
                metadata: {name: web, annotations: {kubernetes.io/ingress.class: nginx}}
                spec:
                  backend: {serviceName: fallback, servicePort: 80}
                  tls: [{hosts: [web.example], secretName: cert}]
                  rules:
                  - host: web.example
                    http:
                      paths:
                      - {path: /, backend: {serviceName: web, servicePort: http}}
                      - {backend: {serviceName: web, servicePort: "8080"}}
                  - host: plain.example
                """,
                """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: web, annotations: {kubernetes.io/ingress.class: nginx}}
                spec:
                  defaultBackend: {service: {name: fallback, port: {number: 80}}}
                  tls: [{hosts: [web.example], secretName: cert}]
                  rules:
                  - host: web.example
                    http:
                      paths:
                      - {path: /, pathType: ImplementationSpecific, backend: {service: {name: web, port: {name: http}}}}
                      - {pathType: ImplementationSpecific, backend: {service: {name: web, port: {number: 8080}}}}
                  - host: plain.example
                """
            ),
            new(
                "an Ingress with types of paths and a resource behind it",
                """
                apiVersion: networking.k8s.io/v1beta1
                kind: Ingress
                metadata: {name: web}
                spec:
                  ingressClassName: nginx
                  backend: {resource: {apiGroup: acme.example, kind: Bucket, name: files}}
                  rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {serviceName: web, servicePort: 1}}]}}]
                """,
                """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: web}
                spec:
                  ingressClassName: nginx
                  defaultBackend: {resource: {apiGroup: acme.example, kind: Bucket, name: files}}
                  rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 1}}}}]}}]
                """
            ),
            new(
                "an Ingress without anything",
                "{apiVersion: extensions/v1beta1, kind: Ingress, metadata: {name: web}, spec: null}",
                "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: null}"
            ),
            new(
                "an IngressClass",
                "{apiVersion: networking.k8s.io/v1beta1, kind: IngressClass, metadata: {name: n}, spec: {controller: acme.example/n}}",
                "{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: n}, spec: {controller: acme.example/n}}"
            ),
            new(
                "a NetworkPolicy of extensions",
                "{apiVersion: extensions/v1beta1, kind: NetworkPolicy, metadata: {name: n}, spec: {podSelector: {}, ingress: [{}]}}",
                "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: n}, spec: {podSelector: {}, ingress: [{}]}}"
            ),
            new(
                "an EndpointSlice whose topology says node, zone and more",
                """
                apiVersion: discovery.k8s.io/v1beta1
                kind: EndpointSlice
                metadata: {name: web}
                addressType: IPv4
                endpoints:
                - {addresses: [10.0.0.1], topology: {kubernetes.io/hostname: n1, topology.kubernetes.io/zone: z1}}
                - {addresses: [10.0.0.2], nodeName: n2, topology: {kubernetes.io/hostname: n2, topology.kubernetes.io/region: r}}
                - {addresses: [10.0.0.3]}
                """,
                """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: web}
                addressType: IPv4
                endpoints:
                - {addresses: [10.0.0.1], nodeName: n1, zone: z1}
                - {addresses: [10.0.0.2], nodeName: n2, deprecatedTopology: {topology.kubernetes.io/region: r}}
                - {addresses: [10.0.0.3]}
                """
            ),
            new(
                "a route of the gateway API",
                "{apiVersion: gateway.networking.k8s.io/v1alpha2, kind: HTTPRoute, metadata: {name: r}, spec: {hostnames: [a.example]}}",
                "{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r}, spec: {hostnames: [a.example]}}"
            ),
        ];
}
