import { z } from 'zod';
import type { ServerChoiceErrorCode } from '#shared/bridge.ts';
import { ClientError } from '#shared/client/client.ts';
import { createFetchClient } from '#shared/client/fetchClient.ts';
import { listPlans } from '#shared/endpoints/account.ts';
import { health } from '#shared/endpoints/server.ts';
import type { JsonFile } from '../shell/jsonFile.ts';

const TRY_FOR_MS = 10_000;

/** `null`: not chosen yet. The server on this computer has another port every time, so it goes by its name. */
export const serverChoiceSchema = z.union([
  z.strictObject({ kind: z.literal('thisComputer') }),
  z.strictObject({ kind: z.literal('address'), url: z.string() }),
  z.null(),
]);
/** The name of the server on this computer. */
export const THIS_COMPUTER = 'this computer';
/** Stands for the server on this computer while it is not running: nothing answers there. */
const NOWHERE = 'http://127.0.0.1:1';

export type ServerChoice = z.infer<typeof serverChoiceSchema>;

/** Where the server is, and the name under which this device keeps what it has of it. */
export type Server = { url: string; name: string };

export class ServerChoiceError extends Error {
  readonly code: ServerChoiceErrorCode;

  constructor(code: ServerChoiceErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ServerChoiceError';
    this.code = code;
  }
}

export type ServerAddress = {
  /** Undefined until a server was chosen. */
  current(): Server | undefined;
  /** Tries an address, null for this computer, and keeps it. Throws a ServerChoiceError. */
  choose(address: string | null): Promise<Server>;
  readonly hasThisComputer: boolean;
};

type Parts = {
  file: JsonFile<ServerChoice>;
  /** Address of the server that runs beside this app, if one does. */
  thisComputer: string | undefined;
  fetch: typeof fetch;
};

export function createServerAddress({ file, thisComputer, fetch }: Parts): ServerAddress {
  const toServer = (choice: ServerChoice): Server | undefined => {
    if (choice?.kind === 'address') return { url: choice.url, name: choice.url };
    return choice ? { url: thisComputer ?? NOWHERE, name: THIS_COMPUTER } : undefined;
  };
  return {
    current: () => toServer(file.read()),
    hasThisComputer: thisComputer !== undefined,
    async choose(address) {
      const choice: ServerChoice =
        address === null ? { kind: 'thisComputer' } : { kind: 'address', url: parseAddress(address) };
      const server = toServer(choice);
      if (!server || (address === null && thisComputer === undefined))
        throw new ServerChoiceError('offline', 'no server runs on this computer');
      await tryServer(server.url, fetch);
      file.write(choice);
      return server;
    },
  };
}

/** What a person types as an address, as an origin. Throws a ServerChoiceError. */
export function parseAddress(text: string): string {
  const trimmed = text.trim();
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)
    ? trimmed
    : `${isLoopback(trimmed) ? 'http' : 'https'}://${trimmed}`;
  const url = URL.parse(withScheme);
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (!url || !isWeb || url.hostname === '' || url.username !== '' || url.password !== '') {
    throw new ServerChoiceError('invalid_address', 'this is not the address of a server');
  }
  if (url.protocol === 'http:' && !isLoopback(url.host)) {
    throw new ServerChoiceError('not_secure', 'a server elsewhere has to be reached by https');
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?(\/|$)/i.test(host);
}

/** Whether a server of ours answers there. Throws a ServerChoiceError. */
async function tryServer(baseUrl: string, fetch: typeof globalThis.fetch): Promise<void> {
  const client = createFetchClient({ baseUrl, fetch, callTimeoutMs: TRY_FOR_MS });
  try {
    await client.call(health, {});
    await client.call(listPlans, {});
  } catch (error) {
    const unreachable =
      error instanceof ClientError && (error.code === 'offline' || error.code === 'unavailable');
    throw unreachable
      ? new ServerChoiceError('offline', 'nothing answers at this address', error)
      : new ServerChoiceError(
          'incompatible',
          'what answers at this address is no Kipux server of this version',
          error,
        );
  }
}
