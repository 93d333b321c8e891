# The server in a container: docker build -t kipux .
# The first stage builds, the second has the packages that the server runs with, the last takes what it needs of both.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN node scripts/build.mjs server

FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Optional as well: Prisma’s command line, which is a hundred megabytes and is not needed here.
RUN npm ci --omit=dev --omit=optional

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4242 KIPUX_DATA_DIR=/data
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json ./
COPY shared ./shared
COPY server ./server
COPY scripts ./scripts
COPY prisma/migrations ./prisma/migrations
COPY --from=build /app/prisma/generated ./prisma/generated
COPY --from=build /app/dist/renderer ./dist/renderer
RUN ln -s /app/scripts/deploy/kipux-admin.sh /usr/local/bin/kipux-admin \
  && mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4242
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "--max-semi-space-size=8", "scripts/serve.ts"]
