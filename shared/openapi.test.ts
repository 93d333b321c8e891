import { expect, test } from 'vitest';
import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { allEndpoints, endpoints } from './endpoints/index.ts';
import { ERROR_STATUS, errorCodeSchema } from './errors.ts';
import { buildOpenApi } from './openapi.ts';

const document = buildOpenApi(allEndpoints, { version: '1.2.3' });

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** Every value of a key, at any depth. */
function valuesOf(key: string, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries: [string, unknown][] = Object.entries(value);
  return entries.flatMap(([name, inner]) => [...(name === key ? [inner] : []), ...valuesOf(key, inner)]);
}

test('every endpoint of the contract is there once, under its own name', () => {
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(ids.toSorted()).toEqual(Object.keys(endpoints).toSorted());
  for (const { path, method, operation } of operations) {
    const declared = Object.entries(endpoints).find(([name]) => name === operation.operationId)?.[1];
    expect(`${method.toUpperCase()} ${path}`).toBe(
      `${declared?.method} ${declared?.path.replaceAll(/:(\w+)/g, '{$1}')}`,
    );
  }
});

test('every path parameter is declared, required and part of the path', () => {
  for (const { path, operation } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
    expect(declared.map(({ name }) => name)).toEqual(inPath);
    expect(declared.every(({ required }) => required)).toBe(true);
    expect(path).not.toContain(':');
  }
});

test('every reference leads to a component, and every component is referred to', () => {
  const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
  expect(new Set(valuesOf('$ref', document))).toEqual(new Set(known));
  expect(valuesOf('$defs', document)).toEqual([]);
});

test('errors stand under their own status, with the code of the session exactly where one is needed', () => {
  for (const { operation } of operations) {
    for (const [status, response] of Object.entries(operation.responses)) {
      if (Number(status) < 400) continue;
      for (const code of response.description.split(', ')) {
        expect(ERROR_STATUS[errorCodeSchema.parse(code)]).toBe(Number(status));
      }
    }
    const needsSession = operation.security.length > 0;
    expect(operation.responses['401']?.description.includes('not_signed_in') ?? false).toBe(needsSession);
  }
});

test('an answer may grow, a request may not', () => {
  const { post } = document.paths['/api/conversations'] ?? {};
  expect(valuesOf('additionalProperties', post?.responses)).toEqual([]);
  expect(post?.requestBody?.content['application/json']?.schema.additionalProperties).toBe(false);
});

test('uploads are multipart, streams are event streams, files are files', () => {
  expect(
    document.paths['/api/documents']?.post?.requestBody?.content['multipart/form-data']?.schema,
  ).toMatchObject({
    properties: { file: { type: 'string' } },
    required: ['file'],
  });
  expect(document.paths['/api/messages/{id}/stream']?.get?.responses['200']?.content).toHaveProperty([
    'text/event-stream',
  ]);
  expect(document.paths['/api/documents/{id}/content']?.get?.responses['200']?.content).toHaveProperty([
    'application/octet-stream',
  ]);
});

test('an endpoint that is not part of the contract is refused', () => {
  const foreign = endpoint({
    method: 'GET',
    path: '/api/foreign',
    summary: 'Not ours',
    auth: 'public',
    success: { status: 200, kind: 'json', body: z.object({}) },
  });
  expect(() => buildOpenApi([foreign], { version: '1' })).toThrow('/api/foreign');
});

test('one operation, whole', () => {
  expect(document.paths['/api/conversations/{id}']?.patch).toMatchInlineSnapshot(`
    {
      "operationId": "updateConversation",
      "parameters": [
        {
          "in": "path",
          "name": "id",
          "required": true,
          "schema": {
            "$ref": "#/components/schemas/Id",
          },
        },
      ],
      "requestBody": {
        "content": {
          "application/json": {
            "schema": {
              "additionalProperties": false,
              "properties": {
                "activeLeafId": {
                  "$ref": "#/components/schemas/Id",
                },
                "archived": {
                  "type": "boolean",
                },
                "changeId": {
                  "$ref": "#/components/schemas/Id",
                },
                "draft": {
                  "maxLength": 16000,
                  "type": "string",
                },
                "pinned": {
                  "type": "boolean",
                },
                "title": {
                  "maxLength": 200,
                  "type": "string",
                },
              },
              "type": "object",
            },
          },
        },
        "required": true,
      },
      "responses": {
        "200": {
          "content": {
            "application/json": {
              "schema": {
                "properties": {
                  "conversation": {
                    "$ref": "#/components/schemas/Conversation",
                  },
                },
                "required": [
                  "conversation",
                ],
                "type": "object",
              },
            },
          },
          "description": "Success",
        },
        "400": {
          "content": {
            "application/json": {
              "schema": {
                "allOf": [
                  {
                    "$ref": "#/components/schemas/Error",
                  },
                  {
                    "properties": {
                      "error": {
                        "properties": {
                          "code": {
                            "enum": [
                              "bad_request",
                              "validation_failed",
                            ],
                          },
                        },
                      },
                    },
                  },
                ],
              },
            },
          },
          "description": "bad_request, validation_failed",
        },
        "401": {
          "content": {
            "application/json": {
              "schema": {
                "allOf": [
                  {
                    "$ref": "#/components/schemas/Error",
                  },
                  {
                    "properties": {
                      "error": {
                        "properties": {
                          "code": {
                            "enum": [
                              "not_signed_in",
                            ],
                          },
                        },
                      },
                    },
                  },
                ],
              },
            },
          },
          "description": "not_signed_in",
        },
        "403": {
          "content": {
            "application/json": {
              "schema": {
                "allOf": [
                  {
                    "$ref": "#/components/schemas/Error",
                  },
                  {
                    "properties": {
                      "error": {
                        "properties": {
                          "code": {
                            "enum": [
                              "cross_site_refused",
                            ],
                          },
                        },
                      },
                    },
                  },
                ],
              },
            },
          },
          "description": "cross_site_refused",
        },
        "404": {
          "content": {
            "application/json": {
              "schema": {
                "allOf": [
                  {
                    "$ref": "#/components/schemas/Error",
                  },
                  {
                    "properties": {
                      "error": {
                        "properties": {
                          "code": {
                            "enum": [
                              "not_found",
                            ],
                          },
                        },
                      },
                    },
                  },
                ],
              },
            },
          },
          "description": "not_found",
        },
        "409": {
          "content": {
            "application/json": {
              "schema": {
                "allOf": [
                  {
                    "$ref": "#/components/schemas/Error",
                  },
                  {
                    "properties": {
                      "error": {
                        "properties": {
                          "code": {
                            "enum": [
                              "id_taken",
                            ],
                          },
                        },
                      },
                    },
                  },
                ],
              },
            },
          },
          "description": "id_taken",
        },
        "429": {
          "content": {
            "application/json": {
              "schema": {
                "allOf": [
                  {
                    "$ref": "#/components/schemas/Error",
                  },
                  {
                    "properties": {
                      "error": {
                        "properties": {
                          "code": {
                            "enum": [
                              "rate_limited",
                            ],
                          },
                        },
                      },
                    },
                  },
                ],
              },
            },
          },
          "description": "rate_limited",
          "headers": {
            "Retry-After": {
              "schema": {
                "description": "Seconds",
                "type": "integer",
              },
            },
          },
        },
        "500": {
          "content": {
            "application/json": {
              "schema": {
                "allOf": [
                  {
                    "$ref": "#/components/schemas/Error",
                  },
                  {
                    "properties": {
                      "error": {
                        "properties": {
                          "code": {
                            "enum": [
                              "internal",
                            ],
                          },
                        },
                      },
                    },
                  },
                ],
              },
            },
          },
          "description": "internal",
        },
      },
      "security": [
        {
          "session": [],
        },
      ],
      "summary": "Rename, pin, archive, show another branch, or keep a draft; each field stands for itself",
    }
  `);
});
