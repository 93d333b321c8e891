/**
 * What the wire server has to know of a statement's text, because all connections share one session of the engine.
 * It looks for words, it does not parse: where a word stands in a literal, the answer errs on the careful side.
 */
export type SqlTraits = {
  /** Why the statement may not run on a shared session; null when it may. */
  refusal: Refusal | null;
  /** LISTEN and UNLISTEN, in order. */
  listens: readonly ListenChange[];
  /** Whether it waits for data from the client. */
  copiesIn: boolean;
  /** The setting that a single `SET name …` or `RESET name` is about; null for everything else. */
  setting: string | null;
  /** Whether it may set something for the session by a function, which the command's tag does not show. */
  callsSetConfig: boolean;
};

export type Refusal = { code: string; message: string; hint: string };

/** `channel` null: all of the connection's channels. */
export type ListenChange = { listen: boolean; channel: string | null };

const plain: SqlTraits = {
  refusal: null,
  listens: [],
  copiesIn: false,
  setting: null,
  callsSetConfig: false,
};

const worthALook = /listen|session|\bcopy\b|discard|deallocate|\bset\b|reset|set_config/i;

/** The traits of a statement, or of several separated by semicolons. */
export function inspectSql(sql: string): SqlTraits {
  if (!worthALook.test(sql)) return plain;
  return {
    refusal: refusalOf(sql),
    listens: listensIn(sql),
    copiesIn: /^\s*copy\b[^;]*\bfrom\s+stdin\b/i.test(sql),
    setting: settingOf(sql),
    callsSetConfig: /set_config/i.test(sql),
  };
}

const space = String.raw`(?:\s|--[^\n]*\n|/\*[^*]*\*/)+`;
const sessionUser = new RegExp(String.raw`session${space}authorization|session_authorization`, 'i');
const everyStatement = new RegExp(
  String.raw`(?:^|;)\s*(?:discard${space}all|deallocate${space}(?:prepare${space})?all)\b`,
  'i',
);

function refusalOf(sql: string): Refusal | null {
  if (sessionUser.test(sql)) {
    return {
      code: '42501',
      message: 'permission denied to set session authorization',
      hint: 'The embedded database runs every session as its owner. Use SET LOCAL ROLE in a transaction.',
    };
  }
  if (everyStatement.test(sql)) {
    return {
      code: '0A000',
      message: 'DISCARD ALL and DEALLOCATE ALL are not available on the embedded database',
      hint: 'They would drop the prepared statements of the other connections. Name the statement, or close the connection.',
    };
  }
  return null;
}

function listensIn(sql: string): ListenChange[] {
  const found = sql.matchAll(/(?:^|;)\s*(un)?listen\s+("(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*|\*)/giu);
  return Array.from(found, ([, negation, name = '*']) => ({ listen: !negation, channel: channelName(name) }));
}

function channelName(name: string): string | null {
  if (name === '*') return null;
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase();
}

function settingOf(sql: string): string | null {
  const single = /^\s*(?:set\s+(?:session\s+)?|reset\s+)(time\s+zone|"[^"]+"|[\w.]+)[^;]*;?\s*$/i.exec(sql);
  const name = single?.[1]?.toLowerCase().replace(/\s+/g, ' ');
  if (!name || ['local', 'transaction', 'constraints', 'characteristics'].includes(name)) return null;
  return name;
}
