/* oxlint-disable typescript/no-unsafe-type-assertion -- both halves speak the same messages */
import type { codec as makeCodec } from './codec.ts';

export type WorldMessage = { t: string } & Record<string, unknown>;
export type WorldBridge = {
  post(message: WorldMessage): void;
  on: Record<string, (message: never) => void>;
  enc(value: unknown): unknown;
  dec(value: unknown): unknown;
};

type Settled = { resolve: (value: unknown) => void; reject: (reason: unknown) => void };
type Reply = { v?: unknown; e?: unknown };

/**
 * One half of the context bridge; both worlds run the same code with the event names swapped. Calls are synchronous,
 * as DOM events are. Its source text is injected into pages, so it may use nothing from this module.
 */
export function worldBridge(codec: typeof makeCodec, mine: string, theirs: string): WorldBridge {
  const functions = new Map<number, (...args: unknown[]) => unknown>();
  const ids = new WeakMap<object, number>();
  const replies = new Map<number, Reply>();
  const promises = new Map<number, Settled>();
  const on: WorldBridge['on'] = {};
  const { parse, stringify } = JSON;
  const dispatch = EventTarget.prototype.dispatchEvent.bind(globalThis);
  let last = 0;
  const post = (message: WorldMessage) =>
    void dispatch(new CustomEvent(theirs, { detail: stringify(message) }));
  const own = codec({
    put(f) {
      const id = ids.get(f) ?? ++last;
      ids.set(f, id);
      functions.set(id, f);
      return id;
    },
    promise(p) {
      const id = ++last;
      p.then(
        (v) => post({ t: 'settle', id, v: own.enc(v) }),
        (e: unknown) => post({ t: 'settle', id, e: own.enc(e) }),
      );
      return id;
    },
    proxy:
      (id) =>
      (...args) => {
        const call = ++last;
        post({ t: 'call', id, call, args: own.enc(args) });
        const reply = replies.get(call) ?? {};
        replies.delete(call);
        if (reply.e !== undefined) throw own.dec(reply.e);
        return own.dec(reply.v);
      },
    awaitPromise: (id) => new Promise((resolve, reject) => promises.set(id, { resolve, reject })),
  });
  const answer = ({ id, call, args }: { id: number; call: number; args: unknown }) => {
    try {
      post({ t: 'return', call, v: own.enc(functions.get(id)?.(...(own.dec(args) as unknown[]))) });
    } catch (e) {
      post({ t: 'return', call, e: own.enc(e) });
    }
  };
  const settle = ({ id, v, e }: { id: number } & Reply) => {
    const promise = promises.get(id);
    promises.delete(id);
    if (e !== undefined) promise?.reject(own.dec(e));
    else promise?.resolve(own.dec(v));
  };
  Object.assign(on, {
    call: answer,
    return: (m: { call: number } & Reply) => void replies.set(m.call, m),
    settle,
  });
  addEventListener(mine, (event) => {
    event.stopImmediatePropagation();
    const message = parse((event as CustomEvent<string>).detail) as WorldMessage;
    on[message.t]?.(message as never);
  });
  return { post, on, enc: own.enc, dec: own.dec };
}
