import type { RequestHandler } from 'express';
import { CONTRACT, CONTRACT_HEADER, isOutdated } from '#shared/contractVersion.ts';
import { AppError } from '../errors.ts';

/** Says which contract is spoken here, and refuses clients that speak one which is no longer understood. */
export function createContractGuard({ version, oldestClient }: typeof CONTRACT = CONTRACT): RequestHandler {
  return (request, response, next) => {
    response.setHeader(CONTRACT_HEADER, String(version));
    const isTooOld = isOutdated(request.get(CONTRACT_HEADER), oldestClient);
    next(
      isTooOld
        ? new AppError('client_outdated', 'This version of Kipux is too old for this server.')
        : undefined,
    );
  };
}
