import { z } from 'zod';

/** Every error that the server can name, with its HTTP status. Clients translate by code, never by message. */
export const ERROR_STATUS = {
  bad_request: 400,
  validation_failed: 400,
  weak_password: 400,
  not_signed_in: 401,
  wrong_credentials: 401,
  second_factor_required: 401,
  login_expired: 401,
  plan_limit_reached: 402,
  cross_site_refused: 403,
  forbidden: 403,
  wrong_password: 403,
  wrong_code: 403,
  two_factor_needed: 403,
  model_not_allowed: 403,
  registration_closed: 403,
  invitation_required: 403,
  setup_code_required: 403,
  not_found: 404,
  email_taken: 409,
  id_taken: 409,
  mail_not_configured: 409,
  /** The server would have nobody left to run it. */
  last_admin: 409,
  plan_is_default: 409,
  /** This server takes no payment: its admins assign plans. */
  payment_not_set_up: 409,
  /** It costs nothing, or an amount that cannot be charged. */
  plan_not_for_sale: 409,
  /** There is one that is paid for: it is changed where it is paid, not by a second one. */
  subscription_exists: 409,
  /** Nothing has been paid, so there is nothing to manage. */
  no_payment_yet: 409,
  link_invalid: 410,
  document_already_read: 409,
  payload_too_large: 413,
  unsupported_file: 415,
  /** The client speaks a contract that the server no longer understands. */
  client_outdated: 426,
  rate_limited: 429,
  internal: 500,
  model_unavailable: 502,
  payment_unavailable: 502,
  unavailable: 503,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof ERROR_STATUS;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys forgets the keys of a literal
export const errorCodeSchema = z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]]);

/** What a failed generation says in its message and in the stream's `failed` event. */
export const GENERATION_ERROR_CODES = [
  'provider_unauthorized',
  'provider_rate_limited',
  'provider_unavailable',
  'provider_broken_off',
  'provider_invalid_answer',
  'provider_refused',
  'answer_too_long',
  'internal',
] as const;
export const generationErrorCodeSchema = z.enum(GENERATION_ERROR_CODES);
export type GenerationErrorCode = z.infer<typeof generationErrorCodeSchema>;

/** Why a document could not be read. */
export const DOCUMENT_ERROR_CODES = [
  'empty',
  'no_text',
  'encrypted',
  'damaged',
  'too_large',
  'took_too_long',
  'unsupported',
  'embedding_failed',
  'internal',
] as const;
export const documentErrorCodeSchema = z.enum(DOCUMENT_ERROR_CODES);
export type DocumentErrorCode = z.infer<typeof documentErrorCodeSchema>;

/**
 * What of a plan can be reached: amounts a month, room, or something that the plan does not include. A cap is the
 * person's own.
 */
export const PLAN_LIMITS = [
  'messages',
  'tokens',
  'message_cap',
  'token_cap',
  'storage',
  'documents',
  'rag',
  'model',
] as const;
export type PlanLimit = (typeof PLAN_LIMITS)[number];

const issueSchema = z.object({ path: z.string(), message: z.string() });

/**
 * `issues` with validation_failed, `reason` with weak_password; with plan_limit_reached `limit` (a PlanLimit), `used` and
 * `max` where it is an amount, `renewsAt` where it is one a month; `challenge` with second_factor_required, `retryAfterSeconds` with rate_limited and unavailable.
 */
export const errorDetailsSchema = z.object({
  issues: z.array(issueSchema).optional(),
  reason: z.enum(['too_short', 'too_long', 'too_common', 'is_email']).optional(),
  limit: z.string().optional(),
  used: z.number().optional(),
  max: z.number().optional(),
  renewsAt: z.iso.datetime().optional(),
  retryAfterSeconds: z.number().optional(),
  challenge: z.string().optional(),
});
export type ErrorDetails = z.infer<typeof errorDetailsSchema>;

/** The one shape of every error response. */
export const errorBodySchema = z.object({
  error: z.object({
    code: errorCodeSchema,
    message: z.string(),
    details: errorDetailsSchema.optional(),
    requestId: z.string(),
  }),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;
