import { z } from 'zod';
import { citationSchema, generationErrorSchema, messageSchema } from './entities.ts';

/**
 * Events of `GET /api/messages/:id/stream`. A delta's SSE `id` is the UTF-16 length of the text after it, so a client
 * that comes back with it as Last-Event-ID gets `content.slice(id)`. `citations` comes as sentences become complete, each
 * time with all citations so far. `done` and `failed` end the stream.
 */
export const streamEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('delta'), text: z.string() }),
  z.object({ type: z.literal('citations'), citations: z.array(citationSchema) }),
  z.object({ type: z.literal('done'), message: messageSchema }),
  z.object({ type: z.literal('failed'), error: generationErrorSchema, message: messageSchema }),
]);
export type StreamEvent = z.infer<typeof streamEventSchema>;

/** The only event of `GET /api/sync/events`: the user's newest `seq`. */
export const syncEventSchema = z.object({
  type: z.literal('cursor'),
  cursor: z.number().int().nonnegative(),
  epoch: z.string(),
});
export type SyncEvent = z.infer<typeof syncEventSchema>;
