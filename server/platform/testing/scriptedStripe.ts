import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import Stripe from 'stripe';
import { newSubscription, seconds } from './stripeObjects.ts';
import {
  type Answer,
  answerCall,
  type CheckoutSession,
  createStripeWorld,
  refusal,
  type StripeCall,
  type StripeWorld,
} from './stripeWorld.ts';

/** What happens to requests from now on. */
export type StripeScript = {
  delayMs?: number;
  /** The answer is made at once, and on its way until then. */
  sendAfter?: Promise<unknown>;
  /** Answers with this status instead of doing what is asked. */
  status?: number;
  /** Does what is asked and breaks the connection off in the middle of the answer. */
  cut?: boolean;
};

/** What Stripe sends: a body, and the header that signs it. */
export type SignedEvent = { body: string; signature: string };

/** A Stripe over real HTTP that does as it is told. */
export type ScriptedStripe = {
  /** What the server under test is configured with. */
  environment: { STRIPE_SECRET_KEY: string; STRIPE_WEBHOOK_SECRET: string; STRIPE_API_BASE: string };
  world: StripeWorld;
  calls: StripeCall[];
  play(script: StripeScript): void;
  /** The person pays: gives what Stripe then has. */
  pay(session: CheckoutSession): Stripe.Subscription;
  event(type: string, object: object, fields?: { id?: string; created?: number }): SignedEvent;
  sign(body: string, options?: { timestamp?: number; secret?: string }): SignedEvent;
  close(): Promise<void>;
};

const WEBHOOK_SECRET = 'whsec_scripted';

export async function startScriptedStripe(): Promise<ScriptedStripe> {
  const world = createStripeWorld();
  const calls: StripeCall[] = [];
  const askOnce = createIdempotency();
  let script: StripeScript = {};
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const call = await readCall(request);
    calls.push(call);
    const { delayMs = 0, sendAfter, status, cut = false } = script;
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    const { status: code, body } =
      status === undefined
        ? askOnce(call, () => answerCall(world, call))
        : refusal(status, 'scripted', 'api_error');
    const json = JSON.stringify(body);
    await sendAfter;
    response.writeHead(code, { 'content-type': 'application/json', 'content-length': json.length });
    if (cut) response.write(json.slice(0, json.length / 2), () => response.destroy());
    else response.end(json);
  };
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    environment: {
      STRIPE_SECRET_KEY: 'sk_test_canary',
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_API_BASE: `http://127.0.0.1:${port}`,
    },
    world,
    calls,
    play: (next) => {
      script = next;
    },
    pay: (session) => pay(world, session),
    sign,
    event: (type, object, { id = world.newId('evt'), created = seconds() } = {}) =>
      sign(
        JSON.stringify({
          id,
          object: 'event',
          api_version: Stripe.API_VERSION,
          created,
          data: { object },
          livemode: false,
          pending_webhooks: 1,
          request: null,
          type,
        }),
      ),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readCall(request: IncomingMessage): Promise<StripeCall> {
  const url = new URL(request.url ?? '/', 'http://stripe');
  const idempotencyKey = request.headers['idempotency-key'];
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    form: Object.fromEntries(new URLSearchParams(await text(request))),
    idempotencyKey: typeof idempotencyKey === 'string' ? idempotencyKey : undefined,
  };
}

/** As at Stripe: the same key with the same request gives the first answer again, with another one an error. */
function createIdempotency() {
  const answered = new Map<string, { request: string; answer: Answer }>();
  return ({ idempotencyKey, path, form }: StripeCall, ask: () => Answer): Answer => {
    if (idempotencyKey === undefined) return ask();
    const request = JSON.stringify([path, form]);
    const before = answered.get(idempotencyKey);
    if (before !== undefined) {
      return before.request === request
        ? before.answer
        : refusal(400, 'idempotency_key_reused', 'idempotency_error');
    }
    const answer = structuredClone(ask());
    if (answer.status === 200) answered.set(idempotencyKey, { request, answer });
    return answer;
  };
}

function sign(
  payload: string,
  { timestamp = seconds(), secret = WEBHOOK_SECRET }: { timestamp?: number; secret?: string } = {},
): SignedEvent {
  return {
    body: payload,
    signature: Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp }),
  };
}

function pay(world: StripeWorld, session: CheckoutSession): Stripe.Subscription {
  const price = world.prices.get(session.metadata.price);
  if (price === undefined || session.status !== 'open') throw new Error('this page cannot be paid');
  Object.assign(session, { status: 'complete', url: null });
  const subscription = newSubscription({ id: world.newId('sub'), customer: session.customer, price });
  world.subscriptions.set(subscription.id, subscription);
  return subscription;
}
