import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { registrationModeSchema } from '#shared/entities.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');
const positive = z.coerce.number().int().positive();

const environmentSchema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(4242),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_POOL_SIZE: positive.max(500).default(10),
  KIPUX_DATA_DIR: z.string().min(1),
  SESSION_SECRET: z.string().min(32, 'needs at least 32 characters').optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().min(3).max(320).optional(),
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  REGISTRATION: registrationModeSchema.optional(),
  ADMINS_NEED_TWO_FACTOR: flag.default(false),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  CHAT_MODEL: z.string().min(1).default('gpt-4.1-mini'),
  EMBEDDING_MODEL: z.string().min(1).default('text-embedding-3-small'),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^[sr]k_\w+$/, 'has to be the secret key (sk_…) or a restricted one (rk_…)')
    .optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_\S+$/, 'has to be the signing secret of the webhook (whsec_…)')
    .optional(),
  STRIPE_API_BASE: z.url({ protocol: /^https?$/ }).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('warn'),
  SHUTDOWN_DELAY_SECONDS: z.coerce.number().int().min(0).max(60).default(0),
  METRICS_TOKEN: z.string().min(16, 'needs at least 16 characters').optional(),
  KIPUX_SINGLE_PROCESS: flag.default(false),
});

/** All that the configuration is read from. */
export const CONFIG_VARIABLES: readonly string[] = Object.keys(environmentSchema.shape);

export type RegistrationMode = z.infer<typeof registrationModeSchema>;

/** What the operator decided, parsed. */
export type Config = {
  host: string;
  port: number;
  /** Where people reach the server; decides the cookie's name and flags. Undefined: wherever it listens on loopback. */
  publicUrl: URL | undefined;
  /** Nobody but this computer can reach the server: neither by its public address nor by the one it listens on. */
  isLoopback: boolean;
  databaseUrl: string;
  databasePoolSize: number;
  dataDir: string;
  sessionSecret: string;
  /** The mail server and whom mail comes from; undefined: no mail is sent. */
  mail: { url: string; from: string } | undefined;
  /** Number of proxies in front whose X-Forwarded-For is believed. */
  trustProxy: number;
  /** `isFixed`: the environment says it, and no admin can change it. */
  registration: { mode: RegistrationMode; isFixed: boolean };
  /** Admins can do nothing as such before they have turned two-step verification on. */
  adminsNeedTwoFactor: boolean;
  ai: { apiKey: string | undefined; baseUrl: string | undefined; chatModel: string; embeddingModel: string };
  /** Payment by Stripe; undefined: plans are assigned by hand. `apiBase`: where Stripe is, when not where it always is. */
  payment: { secretKey: string; webhookSecret: string; apiBase: URL | undefined } | undefined;
  logLevel: z.infer<typeof environmentSchema>['LOG_LEVEL'];
  /** How long the server says that it is being stopped before it takes no more connections. */
  shutdownDelaySeconds: number;
  /** What whoever reads the metrics has to bring; without one only this computer may. */
  metricsToken: string | undefined;
  /** No other server process uses this database: whatever was being written when this one starts is orphaned. */
  singleProcess: boolean;
};

/** An environment variable that cannot be used. The message names it and says what it has to be. */
export class ConfigError extends Error {}

/** Reads the configuration from environment variables. Throws ConfigError that names what is wrong. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`The configuration cannot be used.\n  ${problems.join('\n  ')}`);
  }
  const env = parsed.data;
  const publicUrl = env.PUBLIC_URL === undefined ? undefined : new URL(env.PUBLIC_URL);
  const isReachedByLoopback = isLoopbackHost(publicUrl?.hostname ?? env.HOST);
  if (!isReachedByLoopback && publicUrl?.protocol !== 'https:') {
    throw new ConfigError(
      'PUBLIC_URL: outside this computer it has to be the https address that people use, for example https://kipux.example.org',
    );
  }
  const isLoopback = isReachedByLoopback && isLoopbackHost(env.HOST);
  return {
    host: env.HOST,
    port: env.PORT,
    publicUrl,
    isLoopback,
    databaseUrl: env.DATABASE_URL,
    databasePoolSize: env.DATABASE_POOL_SIZE,
    dataDir: path.resolve(env.KIPUX_DATA_DIR),
    sessionSecret: env.SESSION_SECRET ?? generatedSecret(path.resolve(env.KIPUX_DATA_DIR), isLoopback),
    mail: readMail(env.SMTP_URL, env.MAIL_FROM, publicUrl),
    trustProxy: env.TRUST_PROXY,
    registration: {
      mode: env.REGISTRATION ?? (isLoopback ? 'open' : 'invitation'),
      isFixed: env.REGISTRATION !== undefined,
    },
    adminsNeedTwoFactor: env.ADMINS_NEED_TWO_FACTOR,
    ai: {
      apiKey: env.OPENAI_API_KEY,
      baseUrl: env.OPENAI_BASE_URL,
      chatModel: env.CHAT_MODEL,
      embeddingModel: env.EMBEDDING_MODEL,
    },
    payment: readPayment(env),
    logLevel: env.LOG_LEVEL,
    shutdownDelaySeconds: env.SHUTDOWN_DELAY_SECONDS,
    metricsToken: env.METRICS_TOKEN,
    singleProcess: env.KIPUX_SINGLE_PROCESS,
  };
}

/** Whom mail comes from is said by MAIL_FROM, else it is the mail server's user, else an address of our own host. */
function readMail(
  url: string | undefined,
  from: string | undefined,
  publicUrl: URL | undefined,
): Config['mail'] {
  if (url === undefined) return undefined;
  const user = decodeURIComponent(new URL(url).username);
  const address = user.includes('@') ? user : `kipux@${publicUrl?.hostname ?? 'localhost'}`;
  const sender = from ?? `Kipux <${address}>`;
  if (!/^(?:[^<>\r\n]* <)?[^\s<>@]+@[^\s<>@]+>?$/.test(sender)) {
    throw new ConfigError('MAIL_FROM: has to be an e-mail address, for example Kipux <kipux@example.org>');
  }
  return { url, from: sender };
}

/** The keys come together: without the webhook's secret somebody would pay and get nothing. */
function readPayment(env: z.infer<typeof environmentSchema>): Config['payment'] {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret } = env;
  if (secretKey === undefined && webhookSecret === undefined) return undefined;
  if (secretKey === undefined) {
    throw new ConfigError('STRIPE_SECRET_KEY: is missing, although STRIPE_WEBHOOK_SECRET is set');
  }
  if (webhookSecret === undefined) {
    throw new ConfigError('STRIPE_WEBHOOK_SECRET: is missing, although STRIPE_SECRET_KEY is set');
  }
  const apiBase = env.STRIPE_API_BASE === undefined ? undefined : new URL(env.STRIPE_API_BASE);
  if (apiBase?.protocol === 'http:' && !isLoopbackHost(apiBase.hostname)) {
    throw new ConfigError('STRIPE_API_BASE: outside this computer it has to be an https address');
  }
  return { secretKey, webhookSecret, apiBase };
}

function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** On this computer alone a secret may be made up; it is kept, so that sessions survive a restart. */
function generatedSecret(dataDir: string, isLoopback: boolean): string {
  if (!isLoopback) {
    throw new ConfigError(
      'SESSION_SECRET: outside this computer a secret of your own is needed, for example from `openssl rand -base64 48`',
    );
  }
  const file = path.join(dataDir, 'session-secret');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // Written aside and linked: of two processes that start at once the second finds the whole of what the first wrote.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, randomBytes(48).toString('base64url'), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft);
  }
  const secret = readFileSync(file, 'utf8');
  if (secret.length < 32)
    throw new ConfigError(`SESSION_SECRET: the one in ${file} is damaged. Delete that file.`);
  return secret;
}
