import { z } from 'zod';
import { STORAGE_CHOICES } from '#shared/bridge.ts';
import { type EndpointName, endpoints } from '#shared/endpoints/index.ts';
import { idSchema, localeSchema, themeSchema } from '#shared/entities.ts';
import { LIMITS } from '#shared/limits.ts';

const isEndpointName = (name: string): name is EndpointName => Object.hasOwn(endpoints, name);

/** Numbers that a page gives its calls and subscriptions. */
const handle = z.int().positive();

/** A file that the page hands over to be uploaded. */
const fileSchema = z.strictObject({
  name: z.string().min(1).max(LIMITS.fileNameLength),
  type: z.string().max(200),
  bytes: z.instanceof(ArrayBuffer).refine((bytes) => bytes.byteLength <= LIMITS.uploadBytes, 'is too large'),
});

const part = z.record(z.string(), z.unknown()).optional();
const queryValue = z.union([z.string(), z.number(), z.boolean(), z.undefined()]);

/** What a page may ask of the main process. What a call carries is parsed once more, by its endpoint's own schemas. */
export const bridgeRequestSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('call'),
    callId: handle,
    endpoint: z.string().refine(isEndpointName),
    input: z.strictObject({
      params: part,
      query: z.record(z.string(), queryValue).optional(),
      body: part,
      file: fileSchema.optional(),
    }),
  }),
  z.strictObject({ type: z.literal('cancel'), callId: handle }),
  z.strictObject({ type: z.literal('watch'), subscriptionId: handle }),
  z.strictObject({
    type: z.literal('stream'),
    subscriptionId: handle,
    messageId: idSchema,
    from: z.int().nonnegative(),
  }),
  z.strictObject({ type: z.literal('settleChange'), id: idSchema, how: z.enum(['retry', 'discard']) }),
  z.strictObject({ type: z.literal('commands'), subscriptionId: handle }),
  z.strictObject({ type: z.literal('unsubscribe'), subscriptionId: handle }),
  z.strictObject({ type: z.literal('status') }),
  /** null: this computer. */
  z.strictObject({ type: z.literal('chooseServer'), address: z.string().max(2_000).nullable() }),
  z.strictObject({ type: z.literal('saveDocument'), documentId: idSchema }),
  z.strictObject({ type: z.literal('storage') }),
  z.strictObject({ type: z.literal('setStorage'), mostBytes: z.literal(STORAGE_CHOICES).nullable() }),
  z.strictObject({ type: z.literal('freeStorage') }),
  z.strictObject({ type: z.literal('setAppearance'), locale: localeSchema, theme: themeSchema }),
]);
export type BridgeRequest = z.infer<typeof bridgeRequestSchema>;
export type BridgeCall = Extract<BridgeRequest, { type: 'call' }>;
