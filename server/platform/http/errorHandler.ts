import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { ErrorBody } from '#shared/errors.ts';
import { sqlState } from '../database/sqlState.ts';
import { isDatabaseUnavailable } from '../database/unavailable.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';

/** Everything that no route answered. */
export const answerNotFound: RequestHandler = (_request, _response, next) => {
  next(new AppError('not_found', 'There is nothing at this address.'));
};

/** Turns every error into the contract's one shape, without stacks; what is not the client's fault is logged. */
export function createErrorHandler(log: Log): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request, response, _next) => {
    const known = toAppError(error);
    if (known.status >= 500) {
      // Away for a while is no fault to look for.
      log[known.code === 'unavailable' ? 'warn' : 'error'](
        { err: error, requestId: request.id, method: request.method, path: request.path },
        'request failed',
      );
    }
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    const retryAfter = known.details?.retryAfterSeconds;
    if (retryAfter !== undefined) response.setHeader('Retry-After', String(retryAfter));
    const body: ErrorBody = {
      error: {
        code: known.code,
        message: known.message,
        ...(known.details === undefined ? {} : { details: known.details }),
        requestId: request.id,
      },
    };
    response.status(known.status).json(body);
  };
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isDatabaseUnavailable(error)) {
    return new AppError('unavailable', 'The database does not answer. Try again in a moment.', {
      retryAfterSeconds: 2,
    });
  }
  const state = sqlState(error);
  if (state !== undefined && UNSTORABLE.has(state)) {
    return new AppError(
      'validation_failed',
      'Something in the request cannot be stored: a character, number or date.',
    );
  }
  const status = httpStatus(error);
  if (status === 413) return new AppError('payload_too_large', 'The request is too large.');
  if (status !== undefined && status >= 400 && status < 500) {
    return new AppError('bad_request', 'The request could not be read.');
  }
  return new AppError('internal', 'Something went wrong on the server. Try again.');
}

/** The status that Express and body-parser put on their errors. */
function httpStatus(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('status' in error && typeof error.status === 'number') return error.status;
  return undefined;
}

/** Parsed, and yet refused by PostgreSQL: a broken character, an escape that stands for none, a number or date too far out. */
const UNSTORABLE = new Set(['22021', '22P05', '22003', '22008']);
