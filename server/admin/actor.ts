import type { Request } from 'express';
import type { Actor } from './auditLog.ts';

/** The admin who sent a request. */
export function actorOf({ userId, request }: { userId: string; request: Request }): Actor {
  return { id: userId, address: request.ip ?? null };
}
