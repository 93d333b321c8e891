import { z } from 'zod';
import { conversationSchema, documentSchema, idSchema, messageSchema, settingsSchema } from './entities.ts';

const header = { id: idSchema, seq: z.number().int().positive() };

function changeOf<T extends string, R extends z.ZodType>(type: T, row: R) {
  return z.discriminatedUnion('deleted', [
    z.object({ type: z.literal(type), ...header, deleted: z.literal(false), row }),
    z.object({ type: z.literal(type), ...header, deleted: z.literal(true), row: z.null() }),
  ]);
}

/** A row with a new `seq`, or the tombstone of a deleted one. The id of `settings` is the user's. */
export const changeSchema = z.discriminatedUnion('type', [
  changeOf('conversation', conversationSchema),
  changeOf('message', messageSchema),
  changeOf('document', documentSchema),
  changeOf('settings', settingsSchema),
]);
export type Change = z.infer<typeof changeSchema>;

export type RowOf<T extends Change['type']> = NonNullable<
  Extract<Change, { type: T; deleted: false }>['row']
>;
/** A row that devices know, without its number: as the answer to a write carries it. */
export type KnownRow = { [T in Change['type']]: { type: T; id: string; row: RowOf<T> } }[Change['type']];

/** One page of the change feed, in `seq` order. `reset`: start again from cursor 0. */
export const changePageSchema = z.object({
  changes: z.array(changeSchema),
  cursor: z.number().int().nonnegative(),
  hasMore: z.boolean(),
  reset: z.boolean(),
  epoch: z.string(),
});
export type ChangePage = z.infer<typeof changePageSchema>;
