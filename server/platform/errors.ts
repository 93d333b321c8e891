import { ERROR_STATUS, type ErrorCode, type ErrorDetails } from '#shared/errors.ts';

/** An error that the person may know about: it becomes the response of its code's status. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails | undefined;

  constructor(code: ErrorCode, message: string, details?: ErrorDetails, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

/** Of another user, or not there at all: the answer is the same. */
export function notFound(what: string): AppError {
  return new AppError('not_found', `There is no such ${what}.`);
}
