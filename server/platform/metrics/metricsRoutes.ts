import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import type { Registry } from 'prom-client';
import { metrics } from '#shared/endpoints/server.ts';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import { type Route, route } from '../http/route.ts';

type Guard = Pick<Config, 'metricsToken' | 'trustProxy' | 'isLoopback'>;

/**
 * The metrics as Prometheus reads them: with the token that is configured, or where there is none from this computer alone,
 * on a server that nobody else reaches.
 */
export function metricsRoutes(registry: Registry, guard: Guard): Route[] {
  return [
    route(metrics, async (_input, { request, response }) => {
      assertMayRead(request, guard);
      const text = await registry.metrics();
      response.setHeader('Cache-Control', 'no-store');
      response.type(registry.contentType).send(text);
    }),
  ];
}

function assertMayRead(request: Request, { metricsToken, trustProxy, isLoopback }: Guard): void {
  if (metricsToken === undefined) {
    // A proxy on this computer that adds no header looks like this computer.
    if (isLoopback && trustProxy === 0 && isFromThisComputer(request)) return;
    throw new AppError('forbidden', 'Metrics are read on the server itself, or with METRICS_TOKEN.');
  }
  const given = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (!isSame(given, metricsToken)) throw new AppError('forbidden', 'Metrics need METRICS_TOKEN as Bearer.');
}

/** Asked over the connection itself: headers are a caller's own. Most proxies give themselves away by theirs. */
function isFromThisComputer({ socket, headers }: Request): boolean {
  const address = socket.remoteAddress ?? '';
  const isLoopback = address === '::1' || /^(?:::ffff:)?127\.\d+\.\d+\.\d+$/.test(address);
  return isLoopback && headers['x-forwarded-for'] === undefined && headers['forwarded'] === undefined;
}

/** In a time that says nothing about how much of it is right. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
