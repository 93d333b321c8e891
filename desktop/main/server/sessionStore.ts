import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** The part of Electron's safeStorage that is used. */
export type KeyStore = {
  isEncryptionAvailable(): boolean;
  getSelectedStorageBackend?(): string;
  encryptString(text: string): Buffer;
  decryptString(data: Buffer): string;
};

const storedSchema = z.strictObject({ server: z.string(), name: z.string(), value: z.string() });
type Stored = z.infer<typeof storedSchema>;

export type SessionStore = {
  readonly kept: 'encrypted' | 'memory';
  /** The Cookie header for a server; undefined without a session there. */
  cookie(server: string): string | undefined;
  /** Takes over what a server's Set-Cookie headers say of the session. */
  receive(server: string, setCookies: string[]): void;
  clear(): void;
};

/**
 * Keeps the session's cookie: encrypted with the system's key store in `file`, or in memory only where there is none. A
 * key store that only pretends (Linux's `basic_text` is a fixed password) counts as none.
 */
export function createSessionStore(file: string, keyStore: KeyStore): SessionStore {
  const isSecure = hasRealKeyStore(keyStore);
  let session = isSecure ? load(file, keyStore) : undefined;
  if (!isSecure) rmSync(file, { force: true });

  function keep(next: Stored | undefined): void {
    session = next;
    if (!isSecure) return;
    if (next) save(file, keyStore.encryptString(JSON.stringify(next)));
    else rmSync(file, { force: true });
  }

  return {
    kept: isSecure ? 'encrypted' : 'memory',
    cookie: (server) => (session?.server === server ? `${session.name}=${session.value}` : undefined),
    receive(server, setCookies) {
      for (const cookie of setCookies.flatMap(splitJoined)) {
        const parsed = parseSessionCookie(cookie);
        if (!parsed) continue;
        const { name, value, ended } = parsed;
        if (ended) keep(undefined);
        else if (session?.server !== server || session.name !== name || session.value !== value)
          keep({ server, name, value });
      }
    },
    clear: () => keep(undefined),
  };
}

function hasRealKeyStore(keyStore: KeyStore): boolean {
  if (!keyStore.isEncryptionAvailable()) return false;
  if (process.platform !== 'linux') return true;
  const backend = keyStore.getSelectedStorageBackend?.() ?? 'unknown';
  return backend !== 'basic_text' && backend !== 'unknown';
}

function load(file: string, keyStore: KeyStore): Stored | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return storedSchema.parse(JSON.parse(keyStore.decryptString(readFileSync(file))));
  } catch {
    // Another key store or a damaged file: the person signs in again.
    rmSync(file, { force: true });
    return undefined;
  }
}

function save(file: string, data: Buffer): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, data, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Electron's net joins several Set-Cookie headers by commas, which stand inside Expires too. */
function splitJoined(header: string): string[] {
  return header.split(/,\s*(?=[^;,=\s]+=)/);
}

function parseSessionCookie(cookie: string): { name: string; value: string; ended: boolean } | undefined {
  const [pair = '', ...attributes] = cookie.split(';').map((text) => text.trim());
  const match = /^(kipux|__Host-kipux)=([!#-+\--:<-[\]-~]*)$/.exec(pair);
  const [, name, value] = match ?? [];
  if (name === undefined || value === undefined) return undefined;
  const attribute = (wanted: string) =>
    attributes.find((text) => text.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
  const maxAge = attribute('max-age');
  const expires = Date.parse(attribute('expires') ?? '');
  const ended = value === '' || (maxAge === undefined ? expires <= Date.now() : Number(maxAge) <= 0);
  return { name, value, ended };
}
