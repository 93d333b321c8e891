import express, { type Express, type Request, type Response } from 'express';
import type { z } from 'zod';
import type { Endpoint } from '#shared/endpoint.ts';
import type { ErrorDetails } from '#shared/errors.ts';
import { AppError } from '../errors.ts';
import { parseBody } from './parseBody.ts';
import type { Route } from './route.ts';
import type { UserTraffic } from './userTraffic.ts';

/** Room for a message of LIMITS.messageLength in which JSON escapes every character. */
const BODY_LIMIT = '1mb';

const EXPRESS_METHOD = { GET: 'get', POST: 'post', PATCH: 'patch', DELETE: 'delete' } as const;

/** Rejects for a signed-in user who does not run the server. */
export type AdminGuard = (userId: string) => Promise<void>;

/**
 * Makes every endpoint of the contract an Express route: session, the user's turn, who may, parsing, handler, response
 * check. What is for admins passes `assertAdmin` here, so that no handler can forget it.
 */
export function mountRoutes(
  app: Express,
  routes: readonly Route[],
  { takeTurn }: UserTraffic,
  assertAdmin: AdminGuard,
): void {
  const parseJson = express.json({ limit: BODY_LIMIT, type: () => true });
  for (const { endpoint, handler } of routes) {
    const hasBody = endpoint.body !== undefined;
    const work = async (userId: string | undefined, request: Request, response: Response) => {
      if (endpoint.auth === 'admin') await assertAdmin(userId ?? '');
      if (hasBody) {
        assertJson(request);
        await parseBody(parseJson, request, response);
      }
      const context = {
        userId: userId ?? '',
        request,
        response,
        get signal() {
          return abortedWhenGone(response);
        },
      };
      const result = await handler(parseInput(endpoint, request), context);
      respond(endpoint, response, result);
    };
    const answer = (request: Request, response: Response) => {
      const userId = signedInUser(request);
      if (userId !== undefined) {
        return takeTurn(userId, endpoint, response, () => work(userId, request, response));
      }
      if (endpoint.auth !== 'public') throw new AppError('not_signed_in', 'Sign in first.');
      return work(undefined, request, response);
    };
    app[EXPRESS_METHOD[endpoint.method]](endpoint.path, answer);
  }
}

/** Made for the few who ask for it: an abort makes an exception with its stack. */
function abortedWhenGone(response: Response): AbortSignal {
  const aborter = new AbortController();
  if (response.closed) aborter.abort();
  else response.once('close', () => aborter.abort());
  return aborter.signal;
}

/** A page of another site can send bodies of other types without its browser asking us first: they are refused. */
function assertJson(request: Request): void {
  const isEmpty =
    request.headers['transfer-encoding'] === undefined && !(Number(request.headers['content-length']) > 0);
  if (isEmpty || request.is('application/json') !== false) return;
  throw new AppError(
    'bad_request',
    'The body has to be JSON, with the header Content-Type: application/json.',
  );
}

function signedInUser(request: Request): string | undefined {
  const user: { id?: unknown } | undefined = request.user;
  return typeof user?.id === 'string' ? user.id : undefined;
}

function parseInput(endpoint: Endpoint, request: Request) {
  const issues: ErrorDetails['issues'] = [];
  const parse = (part: string, schema: z.ZodType | undefined, value: unknown) => {
    if (schema === undefined) return undefined;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    // An id that cannot be one is an id that does not exist.
    if (part === 'params') throw new AppError('not_found', 'There is nothing at this address.');
    for (const issue of parsed.error.issues.slice(0, 20)) {
      issues.push({ path: [part, ...issue.path].join('.'), message: issue.message });
    }
    return undefined;
  };
  const input = {
    params: parse('params', endpoint.params, request.params),
    query: parse('query', endpoint.query, request.query),
    body: parse('body', endpoint.body, request.body ?? {}),
  };
  const first = issues[0];
  if (first !== undefined) {
    throw new AppError('validation_failed', `${first.path}: ${first.message}`, { issues });
  }
  return input;
}

/** Undeclared fields are stripped; a response that breaks the contract is our error, never the client's problem. */
function respond(endpoint: Endpoint, response: Response, result: unknown): void {
  const { success } = endpoint;
  if (success.kind === 'json') {
    const body = success.body.parse(result);
    response.status(statusOf(success, body)).json(body);
  } else if (success.kind === 'empty') response.status(success.status).end();
}

function statusOf({ status, existing }: Endpoint['success'] & { kind: 'json' }, body: unknown): number {
  if (existing === undefined || typeof body !== 'object' || body === null) return status;
  return Object.entries(body).some(([name, value]) => name === existing.flag && value === true)
    ? existing.status
    : status;
}
