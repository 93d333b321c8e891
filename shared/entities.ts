import { z } from 'zod';
import { documentErrorCodeSchema, generationErrorCodeSchema } from './errors.ts';
import { textSchema } from './text.ts';

/** Any UUID version: ids are made by whoever creates the row. Lower case, so that equal ids are equal strings. */
export const idSchema = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i)
  .toLowerCase();

const timestamp = z.iso.datetime();

export const LOCALES = ['es', 'en'] as const;
export const localeSchema = z.enum(LOCALES);
export type Locale = z.infer<typeof localeSchema>;

export const themeSchema = z.enum(['system', 'light', 'dark']);
export type Theme = z.infer<typeof themeSchema>;

/** Preferences that follow the account to every device. `defaultModel` null: the server's own default. */
export const settingsSchema = z.object({
  locale: localeSchema,
  theme: themeSchema,
  defaultModel: textSchema.max(200).nullable(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const userSchema = z.object({
  id: idSchema,
  email: z.string(),
  name: z.string().nullable(),
  role: z.enum(['user', 'admin']),
  settings: settingsSchema,
  createdAt: timestamp,
});
export type User = z.infer<typeof userSchema>;

/** Who may create an account: anybody, who was invited, or nobody. */
export const registrationModeSchema = z.enum(['open', 'invitation', 'closed']);

/** A promise of an account that nobody has used yet. */
export const invitationSchema = z.object({
  id: idSchema,
  /** Who alone may use it; null: whoever has the link. */
  email: z.string().nullable(),
  expiresAt: timestamp,
  createdAt: timestamp,
});
export type Invitation = z.infer<typeof invitationSchema>;

/** A session: something that a person logged in with. `app` and `system` are what it says of itself. */
export const deviceSchema = z.object({
  id: idSchema,
  /** `desktop`: the Kipux window; `browser`; `program`: anything else that speaks HTTP. */
  kind: z.enum(['desktop', 'browser', 'program']),
  app: z.string().nullable(),
  system: z.string().nullable(),
  /** The address that it was last used from. */
  address: z.string().nullable(),
  signedInAt: timestamp,
  lastUsedAt: timestamp,
  /** The one that asks. */
  isCurrent: z.boolean(),
});
export type Device = z.infer<typeof deviceSchema>;

/** `null` in a limit means none. Prices are decimal strings in `currency` (ISO 4217). */
export const planSchema = z.object({
  code: z.string(),
  name: z.string(),
  priceMonthly: z.string(),
  currency: z.string(),
  messageLimit: z.number().int().nullable(),
  tokenLimit: z.number().int().nullable(),
  maxStorageMb: z.number().int().nullable(),
  maxDocuments: z.number().int().nullable(),
  allowRag: z.boolean(),
  allowWebSearch: z.boolean(),
  models: z.array(z.string()).nullable(),
});
export type Plan = z.infer<typeof planSchema>;

/** What gives somebody their plan. `isPaid`: it is paid for, not assigned by hand. */
export const subscriptionSchema = z.object({
  planCode: z.string(),
  status: z.enum(['active', 'past_due', 'paused', 'canceled']),
  isPaid: z.boolean(),
  /** When it renews, unless it is cancelled before. */
  currentPeriodEnd: timestamp.nullable(),
  /** When it ends by itself; null: it renews. */
  cancelAt: timestamp.nullable(),
  /** Until when the plan can be used if nothing happens; null: no end is known, or the plan is not given any more. */
  allowanceEndsAt: timestamp.nullable(),
});
export type Subscription = z.infer<typeof subscriptionSchema>;

const amountsSchema = z.object({ messages: z.number().int(), tokens: z.number().int() });

/** Limits a month that a person has set for themselves; `null` means none. */
export const capsSchema = z.object({
  messages: z.number().int().nullable(),
  tokens: z.number().int().nullable(),
});
export type Caps = z.infer<typeof capsSchema>;

/** What is used of a plan, counted as its limits are: what is held for answers under way is among `messages` and `tokens`. */
export const usageSchema = z.object({
  periodStart: timestamp,
  renewsAt: timestamp,
  messages: z.number().int(),
  tokens: z.number().int(),
  storageBytes: z.number().int(),
  documents: z.number().int(),
  /** How much of them is held for answers under way: what is not used of it comes back when they end. */
  reserved: amountsSchema.default({ messages: 0, tokens: 0 }),
  caps: capsSchema.default({ messages: null, tokens: null }),
});
export type Usage = z.infer<typeof usageSchema>;

/** What may still be used, by the plan and the person's own caps, whichever is less; `null`: no limit. */
export const allowanceLeftSchema = z.object({
  messages: z.number().int().nullable(),
  tokens: z.number().int().nullable(),
  storageBytes: z.number().int().nullable(),
  documents: z.number().int().nullable(),
});

/** What the answers asked for on one day (UTC) have used. */
export const usageDaySchema = amountsSchema.extend({ day: z.iso.date() });
export type UsageDay = z.infer<typeof usageDaySchema>;

export const conversationSchema = z.object({
  id: idSchema,
  /** Empty until a title was written, by the person or by itself. */
  title: z.string(),
  activeLeafId: idSchema.nullable(),
  createdAt: timestamp,
  /** Time of the last message. */
  updatedAt: timestamp,
  pinnedAt: timestamp.nullable(),
  archivedAt: timestamp.nullable(),
  /** What the person has begun to write there; servers before it do not say. */
  draft: z.string().optional(),
});
export type Conversation = z.infer<typeof conversationSchema>;

/**
 * A marker `[n]` of an answer whose sentence the document bears out. `quote` stands word for word in the document's text at
 * UTF-16 offsets `start`..`end`. There is one citation for each occurrence of a marker that is borne out, and none for
 * the others: in a message that has ended, a marker (`citationMarkers` finds them) without a citation of the same number
 * and `contentOffset` is unverified. While the message grows, such a marker is still to be checked.
 */
export const citationSchema = z.object({
  marker: z.number().int().positive(),
  /**
   * Where in the message's content the marker's opening bracket stands (UTF-16 units). null in messages from before this
   * was kept: the citation then stands for every occurrence of its marker.
   */
  contentOffset: z.number().int().nonnegative().nullable().default(null),
  documentId: idSchema,
  chunkId: idSchema,
  fileName: z.string(),
  page: z.number().int().positive().nullable(),
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  quote: z.string(),
});
export type Citation = z.infer<typeof citationSchema>;

export const MESSAGE_STATUSES = [
  'pending',
  'streaming',
  'complete',
  'stopped',
  'interrupted',
  'failed',
] as const;
export const messageStatusSchema = z.enum(MESSAGE_STATUSES);
export type MessageStatus = z.infer<typeof messageStatusSchema>;

export const generationErrorSchema = z.object({
  code: generationErrorCodeSchema,
  message: z.string(),
  retryAfterSeconds: z.number().int().optional(),
});
export type GenerationError = z.infer<typeof generationErrorSchema>;

/** The tokens that an answer took, as the model's provider counts them, or estimated where it does not say. */
export const messageUsageSchema = z.object({
  inputTokens: z.number().int().nonnegative(),
  outputTokens: z.number().int().nonnegative(),
  isEstimated: z.boolean(),
});
export type MessageUsage = z.infer<typeof messageUsageSchema>;

/** A node of the conversation's tree. Messages are append-only: an edit or a regeneration is a sibling. */
export const messageSchema = z.object({
  id: idSchema,
  conversationId: idSchema,
  parentId: idSchema.nullable(),
  role: z.enum(['user', 'assistant']),
  content: z.string(),
  status: messageStatusSchema,
  /** Why a `failed` message failed; null otherwise. */
  error: generationErrorSchema.nullable(),
  /** The model that wrote an assistant message. */
  model: z.string().nullable(),
  /** The documents that a user message was restricted to; null: all completed ones. */
  documentIds: z.array(idSchema).nullable(),
  citations: z.array(citationSchema),
  /** null: of a person's message, of an answer that grows or came to nothing, and from before this was kept. */
  usage: messageUsageSchema.nullable().default(null),
  createdAt: timestamp,
});
export type Message = z.infer<typeof messageSchema>;

export const documentStatusSchema = z.enum(['pending', 'processing', 'completed', 'error']);
export type DocumentStatus = z.infer<typeof documentStatusSchema>;

export const documentStepSchema = z.enum(['waiting', 'reading', 'splitting', 'embedding', 'finished']);
export type DocumentStep = z.infer<typeof documentStepSchema>;

export const documentSchema = z.object({
  id: idSchema,
  fileName: z.string(),
  mimeType: z.string(),
  fileSizeBytes: z.number().int().nonnegative(),
  status: documentStatusSchema,
  error: z.object({ code: documentErrorCodeSchema, message: z.string() }).nullable(),
  /** The step under way and how much of it is done, 0 to 1. */
  progress: z.object({ step: documentStepSchema, ratio: z.number().min(0).max(1) }),
  pageCount: z.number().int().nonnegative().nullable(),
  createdAt: timestamp,
  /** The older version that is still used until this one has been read; absent for all others. */
  replaces: idSchema.optional(),
});
export type Document = z.infer<typeof documentSchema>;

/** A passage found by searching one user's documents. Offsets are UTF-16 units of the document's text. */
export const passageSchema = z.object({
  chunkId: idSchema,
  documentId: idSchema,
  fileName: z.string(),
  page: z.number().int().positive().nullable(),
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  text: z.string(),
  score: z.number(),
});
export type Passage = z.infer<typeof passageSchema>;

export const modelSchema = z.object({
  id: z.string(),
  /** `local`: no model is connected, answers quote the person's documents. */
  provider: z.enum(['openai', 'local']),
  isDefault: z.boolean(),
});
export type Model = z.infer<typeof modelSchema>;

/** Where words were found; `snippet` is plain text, `highlights` are offset pairs into it. */
export const searchHitSchema = z.object({
  type: z.enum(['conversation', 'message']),
  conversationId: idSchema,
  messageId: idSchema.nullable(),
  title: z.string(),
  snippet: z.string(),
  highlights: z.array(z.tuple([z.number().int(), z.number().int()])),
  createdAt: timestamp,
});
export type SearchHit = z.infer<typeof searchHitSchema>;

/** Where words were found in the text of a document; `start`..`end` is the passage around them, in UTF-16 units. */
export const documentHitSchema = z.object({
  documentId: idSchema,
  fileName: z.string(),
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  snippet: z.string(),
  highlights: z.array(z.tuple([z.number().int(), z.number().int()])),
});
export type DocumentHit = z.infer<typeof documentHitSchema>;
