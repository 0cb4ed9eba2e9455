# One image for the service and its workers; the command decides which (see docker-compose.yml).
FROM node:24-bookworm-slim AS build
WORKDIR /app
ENV PUPPETEER_SKIP_DOWNLOAD=1
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npx tsc -p tsconfig.build.json && npm prune --omit=dev

FROM node:24-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends chromium fonts-liberation \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 OPENBRIEF_DATA=/data PUPPETEER_EXECUTABLE_PATH=/usr/bin/chromium
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
COPY migrations migrations
COPY templates templates
COPY examples examples
RUN install --directory --owner=node --group=node /data
USER node
VOLUME /data
EXPOSE 3000
CMD ["node", "--max-semi-space-size=24", "--import", "./dist/platform/process/source-maps.js", "dist/main.js"]
