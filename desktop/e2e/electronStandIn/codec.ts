/* oxlint-disable typescript/no-unsafe-type-assertion -- what a tag stands for is known by the tag */
/** What crosses between two worlds that share no objects: functions and promises become numbered handles. */
export type Handles = {
  put(f: (...args: unknown[]) => unknown): number;
  promise(p: Promise<unknown>): number;
  proxy(id: number): (...args: unknown[]) => unknown;
  awaitPromise(id: number): Promise<unknown>;
};
export type Codec = { enc(value: unknown): unknown; dec(value: unknown): unknown };
type Tagged = { $: string; v: never };

/**
 * Structured clone as JSON. Its source text is injected into pages, so it may use nothing from this module.
 * Without handles, functions and promises are refused like Electron's IPC refuses them.
 */
export function codec(handles?: Handles): Codec {
  const refuse = (): never => {
    throw new Error('An object could not be cloned.');
  };
  const toBase64 = (bytes: Uint8Array) => {
    let binary = '';
    for (let i = 0; i < bytes.length; i += 8192)
      binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return btoa(binary);
  };
  const fromBase64 = (text: string) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const encodeObject = (value: object, seen: Set<unknown>): unknown => {
    if (value instanceof Date) return { $: 'date', v: value.getTime() };
    if (value instanceof Map)
      return { $: 'map', v: [...value].map(([k, x]) => [enc(k, seen), enc(x, seen)]) };
    if (value instanceof Set) return { $: 'set', v: [...value].map((x) => enc(x, seen)) };
    if (value instanceof Error) return { $: 'error', v: [value.name, value.message, value.stack] };
    if (value instanceof ArrayBuffer) return { $: 'buffer', v: toBase64(new Uint8Array(value)) };
    if (ArrayBuffer.isView(value)) {
      return { $: 'bytes', v: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) };
    }
    if (Array.isArray(value)) return value.map((x) => enc(x, seen));
    const out = Object.fromEntries(Object.entries(value).map(([key, x]) => [key, enc(x, seen)]));
    return Object.hasOwn(out, '$') ? { $: 'object', v: Object.entries(out) } : out;
  };
  const enc = (value: unknown, seen = new Set<unknown>()): unknown => {
    if (value === undefined) return { $: 'undefined' };
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') {
      const plain = Number.isFinite(value) && !Object.is(value, -0);
      return plain ? value : { $: 'number', v: Object.is(value, -0) ? '-0' : String(value) };
    }
    if (typeof value === 'bigint') return { $: 'bigint', v: String(value) };
    if (typeof value === 'function') {
      return handles ? { $: 'function', v: handles.put(value as (...args: unknown[]) => unknown) } : refuse();
    }
    if (typeof value === 'symbol' || value instanceof WeakMap || value instanceof WeakSet) return refuse();
    if (value instanceof Promise) return handles ? { $: 'promise', v: handles.promise(value) } : refuse();
    if (seen.has(value)) throw new Error('stand-in: cycles are not carried');
    seen.add(value);
    try {
      return encodeObject(value, seen);
    } finally {
      seen.delete(value);
    }
  };
  const decoders: Record<string, (v: never) => unknown> = {
    undefined: () => undefined,
    number: (v: string) => Number(v),
    bigint: (v: string) => BigInt(v),
    date: (v: number) => new Date(v),
    map: (v: [unknown, unknown][]) => new Map(v.map(([k, x]) => [dec(k), dec(x)])),
    set: (v: unknown[]) => new Set(v.map(dec)),
    error: ([name, message, stack]: [string, string, string]) =>
      Object.assign(new Error(message), { name, stack }),
    buffer: (v: string) => fromBase64(v).buffer,
    bytes: (v: string) => fromBase64(v),
    object: (v: [string, unknown][]) => Object.fromEntries(v.map(([k, x]) => [k, dec(x)])),
    function: (v: number) => handles?.proxy(v),
    promise: (v: number) => handles?.awaitPromise(v),
  };
  const dec = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map(dec);
    if (!Object.hasOwn(value, '$'))
      return Object.fromEntries(Object.entries(value).map(([k, x]) => [k, dec(x)]));
    const { $, v } = value as Tagged;
    const decode = decoders[$];
    if (!decode) throw new Error(`stand-in: unknown tag ${$}`);
    return decode(v);
  };
  return { enc: (value) => enc(value), dec };
}
