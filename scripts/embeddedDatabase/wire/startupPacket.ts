import { readString } from './protocol.ts';

/** What a client asks for when it connects, as far as it matters here. */
export type StartupPacket = {
  /** Parameters of protocol 3.2 and later that start with `_pq_.`: none is known here. */
  protocolOptions: readonly string[];
  /** Settings for the connection: name -> the statement that sets it. */
  settings: ReadonlyMap<string, string>;
};

/** Who connects and where to is decided by the password; the rest has no effect on an engine without timers and log. */
const ignored = new Set([
  'user',
  'database',
  'replication',
  'application_name',
  'client_encoding',
  'session_authorization',
  'statement_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
  'transaction_timeout',
]);

/** Reads a complete startup packet (length, version, names and values). Null when it is not one. */
export function readStartupPacket(packet: Buffer): StartupPacket | null {
  const parameters = readParameters(packet);
  if (!parameters) return null;
  const settings = new Map<string, string>();
  const protocolOptions: string[] = [];
  for (const [name, value] of parameters) {
    if (name.startsWith('_pq_.')) protocolOptions.push(name);
    else if (name === 'options')
      for (const [key, set] of commandLineSettings(value)) addSetting(settings, key, set);
    else addSetting(settings, name, value);
  }
  return { protocolOptions, settings };
}

function readParameters(packet: Buffer): [string, string][] | null {
  const parameters: [string, string][] = [];
  let offset = 8;
  while (offset < packet.length && packet[offset] !== 0) {
    const name = readString(packet, offset);
    const value = name && readString(packet, name.next);
    if (!name || !value) return null;
    parameters.push([name.text, value.text]);
    offset = value.next;
  }
  return offset === packet.length - 1 ? parameters : null;
}

function addSetting(settings: Map<string, string>, name: string, value: string): void {
  const key = name.toLowerCase();
  if (ignored.has(key) || !/^[a-z_][\w.]*$/.test(key)) return;
  settings.set(key, `SET ${key} TO '${value.replaceAll("'", "''")}'`);
}

/** `-c name=value` and `--name=value`, with spaces escaped by a backslash. */
function commandLineSettings(options: string): [string, string][] {
  const found = options.matchAll(/(?:^|\s)(?:-c\s*|--)([\w.-]+)=((?:\\.|[^\s\\])*)/g);
  return Array.from(found, ([, name = '', value = '']) => [
    name.replaceAll('-', '_'),
    value.replace(/\\(.)/g, '$1'),
  ]);
}
