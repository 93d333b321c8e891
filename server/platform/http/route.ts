import type { Request, Response } from 'express';
import type { Endpoint, EndpointResult, ParsedInput } from '#shared/endpoint.ts';

/** Who asks, and what is needed to answer beyond the parsed input. */
export type RequestContext<E extends Endpoint> = {
  /** The signed-in user; empty on public endpoints. */
  userId: E['auth'] extends 'session' | 'admin' ? string : string | undefined;
  request: Request;
  response: Response;
  /** Aborted when the client is gone. */
  signal: AbortSignal;
};

/**
 * Answers one endpoint. It returns what the response schema then strips and checks; for files and event streams it
 * writes the response itself and returns nothing.
 */
export type Handler<E extends Endpoint> = (
  input: ParsedInput<E>,
  context: RequestContext<E>,
) => Promise<EndpointResult<E>> | EndpointResult<E>;

/** An endpoint of the contract bound to the handler that answers it. */
export type Route = { endpoint: Endpoint; handler: Handler<Endpoint> };

/** Binds an endpoint to its handler. */
export function route<E extends Endpoint>(endpoint: E, handler: Handler<E>): Route {
  // The pair is only ever called together: mountRoutes parses the input by this same endpoint's schemas.
  return { endpoint, handler };
}
