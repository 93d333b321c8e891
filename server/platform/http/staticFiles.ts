import { existsSync } from 'node:fs';
import path from 'node:path';
import express, { type Express } from 'express';

/** Serves the built user interface: hashed assets for ever, index.html for every address that is not the API's. */
export function mountStaticFiles(app: Express, folder: string): void {
  const index = path.join(folder, 'index.html');
  if (!existsSync(index)) return;
  app.use(
    '/assets',
    express.static(path.join(folder, 'assets'), {
      immutable: true,
      maxAge: '1y',
      index: false,
      fallthrough: true,
    }),
  );
  app.use(express.static(folder, { index: false, maxAge: 0 }));
  app.get(/^\/(?!api\/|assets\/|healthz|readyz|metrics)/, (request, response, next) => {
    if (!request.accepts('html')) return next();
    response.sendFile(index, { headers: { 'Cache-Control': 'no-cache' } });
  });
}
