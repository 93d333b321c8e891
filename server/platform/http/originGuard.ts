import type { RequestHandler } from 'express';
import { AppError } from '../errors.ts';

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another site's page makes a browser send (cross-site request forgery): a state-changing request with a
 * foreign or `null` Origin, or Sec-Fetch-Site: cross-site. A request without Origin comes from a program and is allowed.
 * @param publicUrl where people reach the server; undefined: the address that the request itself names on loopback
 */
export function createOriginGuard(publicUrl: URL | undefined): RequestHandler {
  return (request, _response, next) => {
    if (READING.has(request.method)) return next();
    const origin = request.get('origin');
    const isForeign =
      origin !== undefined && origin !== (publicUrl?.origin ?? loopbackOrigin(request.get('host')));
    if (isForeign || request.get('sec-fetch-site') === 'cross-site') {
      return next(new AppError('cross_site_refused', 'Requests from other sites are not accepted.'));
    }
    return next();
  };
}

/** A name that an attacker points at 127.0.0.1 (DNS rebinding) is not ours, although the request reaches us. */
function loopbackOrigin(host: string | undefined): string | undefined {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host ?? '') ? `http://${host}` : undefined;
}
