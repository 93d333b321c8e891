import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { requestContext } from '../requestContext.ts';

declare global {
  // Express is extended through this namespace by its own design.
  namespace Express {
    interface Request {
      /** Names the request in logs and in error answers. */
      id: string;
    }
    interface User {
      id: string;
    }
  }
}

/** Gives each request a name of our own (a client's would end up in logs unread), which its log lines carry. */
export const assignRequestId: RequestHandler = (request, response, next) => {
  request.id = randomUUID();
  response.setHeader('X-Request-Id', request.id);
  requestContext.run({ requestId: request.id }, next);
};
