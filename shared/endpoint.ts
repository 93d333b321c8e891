import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

type ObjectSchema = z.ZodObject<Record<string, z.ZodType>>;

/**
 * One declaration of an HTTP endpoint: routes, the typed client and openapi.json come from it.
 * `kind` says what a success is: a JSON body, nothing, a stream of server-sent events, a file, or plain text.
 */
export type Endpoint = {
  readonly method: Method;
  /** `:name` marks a path parameter, which `params` must declare. */
  readonly path: `/${string}`;
  readonly summary: string;
  /** Who may ask: anybody; who has a session, else the answer is 401; who runs the server, else it is 403. */
  readonly auth: 'public' | 'session' | 'admin';
  readonly params?: ObjectSchema;
  readonly query?: ObjectSchema;
  readonly body?: ObjectSchema;
  /** A multipart upload in the field `file` instead of a JSON body. */
  readonly upload?: true;
  /** `existing`: the status of answers whose body has that flag, since nothing was made: it was there already. */
  readonly success:
    | {
        readonly status: 200 | 201 | 202;
        readonly existing?: { readonly status: 200; readonly flag: string };
        readonly kind: 'json';
        readonly body: z.ZodType;
      }
    | { readonly status: 204; readonly kind: 'empty' }
    | { readonly status: 200; readonly kind: 'events'; readonly event: z.ZodType }
    | { readonly status: 200; readonly kind: 'file' }
    | { readonly status: 200; readonly kind: 'text' };
  /** Errors beyond those every endpoint can give (validation, session, origin, rate, internal). */
  readonly errors?: readonly ErrorCode[];
};

/** Declares an endpoint and keeps the exact types of its schemas. */
export function endpoint<const E extends Endpoint>(declaration: E): E {
  return declaration;
}

type InputPart<E, K extends string> = E extends { readonly [P in K]: infer S extends z.ZodType }
  ? Record<K, z.input<S>>
  : Record<never, never>;

/** What a caller passes: `params`, `query` and `body` as far as the endpoint declares them. */
export type EndpointInput<E extends Endpoint> = InputPart<E, 'params'> &
  Partial<InputPart<E, 'query'>> &
  InputPart<E, 'body'> &
  (E extends { readonly upload: true }
    ? { file: File; onProgress?: (ratio: number) => void }
    : Record<never, never>);

type ParsedPart<E, K extends string> = E extends { readonly [P in K]: infer S extends z.ZodType }
  ? Record<K, z.output<S>>
  : Record<never, never>;

/** What a handler receives: the same, parsed. */
export type ParsedInput<E extends Endpoint> = ParsedPart<E, 'params'> &
  ParsedPart<E, 'query'> &
  ParsedPart<E, 'body'>;

/** What a successful call gives: the JSON, the bytes of a file, `undefined` where there is nothing. */
export type EndpointOutput<E extends Endpoint> = E['success'] extends {
  readonly kind: 'json';
  readonly body: infer S extends z.ZodType;
}
  ? z.output<S>
  : E['success'] extends { readonly kind: 'file' }
    ? ArrayBuffer
    : undefined;

/** What a handler returns, before the response schema strips and checks it; nothing where there is no JSON body. */
export type EndpointResult<E extends Endpoint> = E['success'] extends {
  readonly kind: 'json';
  readonly body: infer S extends z.ZodType;
}
  ? z.input<S>
  : // a handler that returns nothing
    void;
