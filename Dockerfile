# The app as an image, built from a checkout: docker build -t wecom-desk . (or: podman build, buildah build)
# Where the official registries cannot be reached, name a mirror: --build-arg NODE_IMAGE=…, --build-arg NPM_REGISTRY=…
ARG NODE_IMAGE=node:24-trixie-slim

FROM ${NODE_IMAGE} AS build
ARG NPM_REGISTRY
# pnpm reads it too.
ENV npm_config_registry=${NPM_REGISTRY}
WORKDIR /src
COPY . .
# As the release archive: built server and web, packages of production, migrations, documents.
RUN ["node", "test/bootstrap/run.mjs", "stage", "/opt/wecom-desk"]

FROM ${NODE_IMAGE}
# The data folder holds the anchors of the audit, and the embedded database where no DATABASE_URL is set.
RUN ["install", "-d", "-m", "0700", "-o", "10001", "-g", "10001", "/var/lib/wecom-desk"]
COPY --from=build /opt/wecom-desk /opt/wecom-desk
WORKDIR /opt/wecom-desk
USER 10001:10001
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/var/lib/wecom-desk
# As in deploy/wecom-desk.service.
ENV NODE_OPTIONS=--max-semi-space-size=64
VOLUME /var/lib/wecom-desk
EXPOSE 8080
# Alive, not ready: a server that waits for its database need not be restarted.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "server/dist/main.js"]
