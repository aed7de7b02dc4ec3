# The daemon as an image: no shell, no root, nothing written but under /tmp. Build for both platforms with
#   docker buildx build --platform linux/amd64,linux/arm64 --tag REGISTRY/releasemanager:VERSION --push .
ARG DOTNET=10.0
ARG REGISTRY=mcr.microsoft.com/dotnet

# The compiler runs on the machine's own platform and writes for the other.
FROM --platform=$BUILDPLATFORM ${REGISTRY}/sdk:${DOTNET} AS build
ARG TARGETARCH
WORKDIR /source
COPY . .
RUN dotnet publish src/ReleaseManager.Cli --configuration Release --arch ${TARGETARCH} --output /app

FROM ${REGISTRY}/runtime:${DOTNET}-noble-chiseled
COPY --from=build /app /app
# Else the runtime puts a socket for debuggers into /tmp.
ENV DOTNET_EnableDiagnostics=0
# Else each processor's arena of malloc keeps what it once held: the same work takes half as much again.
ENV MALLOC_ARENA_MAX=2
# The number, not the name: Kubernetes cannot tell from a name that it is not root.
USER 1654:1654
EXPOSE 8080
ENTRYPOINT ["/app/releasemanager"]
