# The replica (target `shop`, the last one) and what runs once before it (target `tools`: secrets, migrations, seed).
# Built from the root of the checkout: docker build -f deploy/docker/shop.Dockerfile .

FROM node:24-bookworm-slim AS manifests
WORKDIR /app
COPY package.json package-lock.json ./
COPY apps/shop/package.json apps/shop/
COPY apps/web/package.json apps/web/
COPY apps/check/package.json apps/check/
COPY apps/lab/package.json apps/lab/
COPY libs/session/package.json libs/session/
COPY libs/auth/package.json libs/auth/
COPY libs/replica/package.json libs/replica/
COPY libs/idempotency/package.json libs/idempotency/

FROM manifests AS tools
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY . .
RUN npm run build
USER node

FROM tools AS packages
USER root
RUN node deploy/docker/unbundled.mjs node_modules /runtime/node_modules

FROM node:24-bookworm-slim AS shop
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 WEB_ROOT=/app/dist/apps/web
WORKDIR /app
# Says that what was built are ES modules.
COPY package.json ./
COPY --from=packages /runtime/node_modules node_modules
COPY --from=tools /app/dist/shop.js dist/shop.js
COPY --from=tools /app/dist/apps/web dist/apps/web
USER node
EXPOSE 3000
HEALTHCHECK --interval=2s --timeout=2s --start-period=30s --retries=3 \
    CMD ["node", "-e", "fetch('http://127.0.0.1:3000/health/ready').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--env-file-if-exists=/secrets/environment", "dist/shop.js"]
