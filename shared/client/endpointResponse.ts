import { z } from 'zod';
import type { Endpoint } from '../endpoint.ts';
import {
  ERROR_STATUS,
  type ErrorCode,
  errorBodySchema,
  errorCodeSchema,
  errorDetailsSchema,
} from '../errors.ts';
import { ClientError, type ClientErrorCode } from './client.ts';

/** An answer as far as it matters here, from fetch or from an XMLHttpRequest. `bytes`: the file that it is. */
export type EndpointResponse = {
  status: number;
  text: string;
  retryAfter: string | null;
  bytes?: ArrayBuffer;
};

/** A newer server may know codes and details that this client does not. */
const lenientErrorSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: errorDetailsSchema.optional().catch(undefined),
    requestId: z.string().optional().catch(undefined),
  }),
});

/** What a proxy between us and the server says in its own words. */
const PROXY_CODES: Partial<Record<number, ErrorCode>> = {
  413: 'payload_too_large',
  429: 'rate_limited',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

/** The parsed body of a success, or the bytes of a file. Throws the ClientError that the answer means otherwise. */
export function readResponse(endpoint: Endpoint, response: EndpointResponse): unknown {
  if (response.status < 200 || response.status > 299) throw errorOfResponse(response);
  if (endpoint.success.kind === 'empty') return undefined;
  if (endpoint.success.kind === 'file') return response.bytes;
  const json = parseJson(response.text);
  if (endpoint.success.kind !== 'json') return json;
  const parsed = endpoint.success.body.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ClientError(
    'incompatible',
    `the answer to ${endpoint.method} ${endpoint.path} is not of the contract`,
    {
      cause: parsed.error,
    },
  );
}

/**
 * The ClientError of an answer that is no success. A code that this client does not know becomes the general one of its
 * status; an answer that is not the server's own is `incompatible`, except where the status alone tells enough.
 */
export function errorOfResponse(response: EndpointResponse): ClientError {
  const json = parseJson(response.text);
  const exact = errorBodySchema.safeParse(json);
  const lenient = exact.success ? exact : lenientErrorSchema.safeParse(json);
  if (!lenient.success) {
    const code = PROXY_CODES[response.status] ?? 'incompatible';
    return new ClientError(code, `the server answered ${response.status} without an error body`, {
      details: withRetryAfter(undefined, response.retryAfter),
    });
  }
  const { code, message, details, requestId } = lenient.data.error;
  return new ClientError(knownCode(code, response.status), message, {
    details: withRetryAfter(details, response.retryAfter),
    requestId,
  });
}

function knownCode(code: string, status: number): ClientErrorCode {
  const known = errorCodeSchema.safeParse(code);
  if (known.success) return known.data;
  const sameStatus = errorCodeSchema.options.find((option) => ERROR_STATUS[option] === status);
  return sameStatus ?? (status >= 500 ? 'internal' : 'bad_request');
}

function withRetryAfter(details: z.infer<typeof errorDetailsSchema> | undefined, retryAfter: string | null) {
  if (details?.retryAfterSeconds !== undefined || retryAfter === null || !/^\d{1,6}$/.test(retryAfter))
    return details;
  return { ...details, retryAfterSeconds: Number(retryAfter) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
