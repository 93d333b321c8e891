import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { endpoints as contract } from './endpoints/index.ts';
import * as entities from './entities.ts';
import { ERROR_STATUS, type ErrorCode, errorBodySchema } from './errors.ts';
import { LIMITS } from './limits.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;
type Parameter = { name: string; in: 'path' | 'query'; required: boolean; schema: JsonSchema };
type Content = Record<string, { schema: JsonSchema }>;
type Response = { description: string; headers?: Record<string, { schema: JsonSchema }>; content?: Content };

export type OpenApiOperation = {
  operationId: string;
  summary: string;
  security: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required: true; content: Content };
  responses: Record<string, Response>;
};

export type OpenApiDocument = {
  openapi: '3.1.1';
  info: { title: string; version: string };
  paths: Record<string, Record<string, OpenApiOperation>>;
  components: {
    schemas: Record<string, JsonSchema>;
    securitySchemes: Record<string, Record<string, string>>;
  };
};

/** Entities that the document names once and refers to. */
const NAMED = {
  Error: errorBodySchema,
  Id: entities.idSchema,
  User: entities.userSchema,
  Device: entities.deviceSchema,
  Invitation: entities.invitationSchema,
  Settings: entities.settingsSchema,
  Plan: entities.planSchema,
  Subscription: entities.subscriptionSchema,
  Usage: entities.usageSchema,
  Conversation: entities.conversationSchema,
  Message: entities.messageSchema,
  Citation: entities.citationSchema,
  GenerationError: entities.generationErrorSchema,
  Document: entities.documentSchema,
  Passage: entities.passageSchema,
  Model: entities.modelSchema,
  SearchHit: entities.searchHitSchema,
} as const;

/**
 * The OpenAPI 3.1 document of the given endpoints. An operation's id is the endpoint's name in the contract; throws for
 * an endpoint that has none. `version` is the server's.
 */
export function buildOpenApi(
  endpoints: readonly Endpoint[],
  { version }: { version: string },
): OpenApiDocument {
  const schemas = createSchemas();
  const paths: OpenApiDocument['paths'] = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint, schemas) };
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Kipux AI', version },
    paths,
    components: {
      schemas: schemas.named(),
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'kipux',
          description:
            'Set by register and login. Named __Host-kipux where the server is reached over https.',
        },
      },
    },
  };
}

function operationOf(endpoint: Endpoint, schemas: Schemas): OpenApiOperation {
  const parameters = [
    ...parametersOf('path', schemas.input(endpoint.params ?? z.object({}))),
    ...parametersOf('query', schemas.input(endpoint.query ?? z.object({}))),
  ];
  const content = requestContent(endpoint, schemas);
  return {
    operationId: nameOf(endpoint),
    summary: endpoint.summary,
    security: endpoint.auth === 'public' ? [] : [{ session: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(content !== undefined && { requestBody: { required: true, content } }),
    responses: { ...successesOf(endpoint, schemas), ...errorsOf(endpoint) },
  };
}

function nameOf(endpoint: Endpoint): string {
  const entry = Object.entries(contract).find(([, candidate]) => candidate === endpoint);
  if (entry === undefined) throw new Error(`${endpoint.method} ${endpoint.path} is not part of the contract`);
  return entry[0];
}

function parametersOf(place: Parameter['in'], { properties = {}, required = [] }: JsonSchema): Parameter[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: typeof schema === 'object' ? schema : {},
  }));
}

function requestContent(endpoint: Endpoint, schemas: Schemas): Content | undefined {
  if (endpoint.body !== undefined) return { 'application/json': { schema: schemas.input(endpoint.body) } };
  if (endpoint.upload === undefined) return undefined;
  const file = {
    type: 'string' as const,
    contentMediaType: 'application/octet-stream',
    description: `At most ${LIMITS.uploadBytes} bytes.`,
  };
  return { 'multipart/form-data': { schema: { type: 'object', properties: { file }, required: ['file'] } } };
}

function successesOf(endpoint: Endpoint, schemas: Schemas): Record<string, Response> {
  const { success } = endpoint;
  const answer = successOf(endpoint, schemas);
  if (success.kind !== 'json' || success.existing === undefined) return { [success.status]: answer };
  const { status, flag } = success.existing;
  const existing = { ...answer, description: `It was there already: ${flag} is true` };
  return { [status]: existing, [success.status]: answer };
}

function successOf({ success }: Endpoint, schemas: Schemas): Response {
  switch (success.kind) {
    case 'json':
      return {
        description: 'Success',
        content: { 'application/json': { schema: schemas.output(success.body) } },
      };
    case 'empty':
      return { description: 'Success, with nothing to say' };
    case 'events':
      return {
        description: 'Server-sent events; the schema is that of each one’s data, which is JSON',
        content: { 'text/event-stream': { schema: schemas.output(success.event) } },
      };
    case 'text':
      return { description: 'Plain text', content: { 'text/plain': { schema: { type: 'string' } } } };
    case 'file':
      return {
        description: 'The file, as an attachment',
        headers: { 'Content-Disposition': { schema: { type: 'string' } } },
        content: { 'application/octet-stream': { schema: { type: 'string', contentEncoding: 'binary' } } },
      };
  }
}

function errorsOf(endpoint: Endpoint): Record<string, Response> {
  const codes = [...commonErrors(endpoint), ...(endpoint.errors ?? [])];
  const byStatus = Map.groupBy(new Set(codes), (code) => ERROR_STATUS[code]);
  return Object.fromEntries([...byStatus].map(([status, group]) => [String(status), errorOf(status, group)]));
}

/** What every endpoint of its kind can answer. */
function commonErrors({ params, query, body, upload, auth, method }: Endpoint): ErrorCode[] {
  const takesInput = params !== undefined || query !== undefined || body !== undefined || upload === true;
  return [
    ...(takesInput ? (['bad_request', 'validation_failed'] as const) : []),
    ...(auth === 'public' ? [] : (['not_signed_in'] as const)),
    ...(auth === 'admin' ? (['forbidden', 'two_factor_needed'] as const) : []),
    ...(method === 'GET' ? [] : (['cross_site_refused'] as const)),
    'rate_limited',
    'internal',
  ];
}

function errorOf(status: number, codes: ErrorCode[]): Response {
  const code: JsonSchema = { properties: { error: { properties: { code: { enum: codes } } } } };
  return {
    description: codes.join(', '),
    ...(status === 429 && {
      headers: { 'Retry-After': { schema: { type: 'integer', description: 'Seconds' } } },
    }),
    content: { 'application/json': { schema: { allOf: [{ $ref: '#/components/schemas/Error' }, code] } } },
  };
}

type Schemas = ReturnType<typeof createSchemas>;

/** Translates zod schemas to JSON Schema, with the named ones by reference. */
function createSchemas() {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(NAMED)) registry.add(schema, { id });

  function translate(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const translated = z.toJSONSchema(schema, {
      io,
      metadata: registry,
      override({ jsonSchema }) {
        // A newer server may answer with more; only what is sent to it is strict.
        if (io === 'output') delete jsonSchema.additionalProperties;
        // zod's own pattern says no more than the format, in 300 characters.
        if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      },
    });
    referToComponents(translated);
    return translated;
  }

  function inline(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const { $schema: _dialect, $defs: _named, ...rest } = translate(schema, io);
    return rest;
  }

  return {
    input: (schema: z.ZodType) => inline(schema, 'input'),
    output: (schema: z.ZodType) => inline(schema, 'output'),
    named: () => translate(z.object(NAMED), 'output').$defs ?? {},
  };
}

function referToComponents(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  if ('$ref' in node && typeof node.$ref === 'string') {
    node.$ref = node.$ref.replace('#/$defs/', '#/components/schemas/');
  }
  for (const inner of Object.values(node)) referToComponents(inner);
}
