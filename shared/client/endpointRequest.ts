import { CONTRACT, CONTRACT_HEADER } from '../contractVersion.ts';
import type { Endpoint } from '../endpoint.ts';
import { ClientError } from './client.ts';

/** What any endpoint's input may hold, once its exact type no longer matters. */
export type CallInput = {
  params?: Record<string, unknown>;
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  file?: File;
  onProgress?: (ratio: number) => void;
};

export type EndpointRequest = {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string | undefined;
};

/**
 * The request that calls an endpoint, but for an upload's file. Path parameters are checked here, since a wrong one
 * would name another endpoint; all else is the server's to judge. Throws a ClientError `validation_failed`.
 */
export function endpointRequest(baseUrl: string, endpoint: Endpoint, input: CallInput): EndpointRequest {
  const hasJson = input.body !== undefined;
  return {
    url: baseUrl + pathOf(endpoint, input.params ?? {}) + queryOf(input.query ?? {}),
    method: endpoint.method,
    headers: {
      [CONTRACT_HEADER]: String(CONTRACT.version),
      ...(hasJson ? { 'Content-Type': 'application/json' } : {}),
    },
    body: hasJson ? JSON.stringify(input.body) : undefined,
  };
}

function pathOf(endpoint: Endpoint, params: Record<string, unknown>): string {
  const parsed = endpoint.params?.safeParse(params);
  if (parsed !== undefined && !parsed.success) {
    throw new ClientError('validation_failed', `wrong path parameters for ${endpoint.path}`, {
      cause: parsed.error,
    });
  }
  return endpoint.path.replace(/:(\w+)/g, (_marker, name: string) =>
    encodeURIComponent(String(parsed?.data[name] ?? params[name])),
  );
}

function queryOf(query: NonNullable<CallInput['query']>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.append(name, String(value));
  }
  return search.size === 0 ? '' : `?${search.toString()}`;
}
