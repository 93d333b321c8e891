import type { z } from 'zod';
import { ClientError } from '#shared/client/client.ts';
import type { Endpoint } from '#shared/endpoint.ts';
import type { BridgeCall } from '../ipc/bridgeRequest.ts';

type Part = Record<string, unknown>;
export type CallParts = { params: Part; query: Part; body: Part };

/** The parts of a call, parsed by its endpoint's schemas. Throws a ClientError `validation_failed`. */
export function parseCall(endpoint: Endpoint, input: BridgeCall['input']): CallParts {
  return {
    params: parsePart(endpoint.params, input.params),
    query: parsePart(endpoint.query, input.query),
    body: parsePart(endpoint.body, input.body),
  };
}

function parsePart(schema: z.ZodType<Part> | undefined, value: Part | undefined): Part {
  if (!schema) {
    if (value !== undefined && Object.keys(value).length > 0)
      throw new ClientError('validation_failed', 'unexpected input');
    return {};
  }
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw new ClientError('validation_failed', 'the call is not of the contract', { details: { issues } });
}

/** The file that an upload carries, as fetch sends it. */
export function fileOf(input: BridgeCall['input']): File | undefined {
  const { file } = input;
  return file && new File([new Uint8Array(file.bytes)], file.name, { type: file.type });
}
