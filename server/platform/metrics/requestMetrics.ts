import type { Request, RequestHandler, Response } from 'express';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Endpoint } from '#shared/endpoint.ts';
import type { Log } from '../log.ts';

/** Seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
/** Uploads, downloads and event streams take as long as they take. */
const SLOW_MS = 1_000;
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'DELETE']);
/** Asked for every few seconds by machines. */
const PROBES = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Counts and times every request by the route that answered it, and writes one line about it: `debug` for what machines
 * ask all the time, `warn` for what took longer than a second, else `info`. Paths, which hold ids, are in neither: labels
 * are the templates of the contract, `static` for files of the interface, `other` for what nothing answered.
 */
export function measureRequests(
  registry: Registry,
  endpoints: readonly Endpoint[],
  log: Log,
): RequestHandler {
  const registers = [registry];
  const requests = new Counter({
    name: 'kipux_http_requests_total',
    help: 'Requests by route and status',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'kipux_http_request_duration_seconds',
    help: 'From the first byte of a request to the last of its answer; event streams are not in it',
    labelNames: ['method', 'route'],
    buckets: BUCKETS,
    registers,
  });
  const routes = new Map(endpoints.map((endpoint) => [endpoint.path as string, endpoint]));

  return (request, response, next) => {
    const startedAt = performance.now();
    response.once('close', () => {
      const ms = performance.now() - startedAt;
      const template = templateOf(request);
      const endpoint = routes.get(template);
      const route = endpoint === undefined && template !== 'static' ? 'other' : template;
      const method = METHODS.has(request.method) ? request.method : 'other';
      const status = response.writableFinished ? String(response.statusCode) : 'broken_off';
      requests.inc({ method, route, status });
      const isStream = endpoint?.success.kind === 'events';
      if (!isStream) durations.observe({ method, route }, ms / 1_000);
      const isSlow = ms > SLOW_MS && !isStream && !isTransfer(endpoint);
      const line = { requestId: request.id, method, route, status, ms: Math.round(ms), ...whose(response) };
      if (isSlow) log.warn(line, 'a request took long');
      else log[PROBES.has(route) ? 'debug' : 'info'](line, 'request');
    });
    next();
  };
}

/** Express says which route it took, as it was declared. */
function templateOf(request: Request): string {
  const route: unknown = request.route;
  const path = typeof route === 'object' && route !== null && 'path' in route ? route.path : undefined;
  if (typeof path === 'string') return path;
  return path === undefined ? 'other' : 'static';
}

function isTransfer(endpoint: Endpoint | undefined): boolean {
  return endpoint?.upload === true || endpoint?.success.kind === 'file';
}

function whose({ req }: Response): { userId?: string } {
  return req.user === undefined ? {} : { userId: req.user.id };
}
