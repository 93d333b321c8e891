import type { Request, RequestHandler, Response } from 'express';

/** Lets one of Express's parsers read a request's body into `request.body`; rejects with what it finds wrong. */
export function parseBody(parser: RequestHandler, request: Request, response: Response): Promise<void> {
  return new Promise<void>((resolve, reject) => parser(request, response, settle(resolve, reject)));
}

function settle(resolve: () => void, reject: (reason: unknown) => void) {
  return (error?: unknown) => {
    if (error === undefined) resolve();
    else reject(error);
  };
}
