import type { Request } from 'express';
import type { Config } from '../config.ts';

/**
 * Where links to this server lead: the public address, or on loopback the one it listens on. Never what a request says
 * of itself: a forged Host header would send somebody's link elsewhere.
 */
export function publicOrigin({ publicUrl, host }: Config, { socket }: Request): string {
  if (publicUrl !== undefined) return publicUrl.origin;
  return `http://${host.includes(':') ? `[${host}]` : host}:${socket.localPort}`;
}
