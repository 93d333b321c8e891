import type { Locale } from '#shared/entities.ts';
import type { Actor, AdminConnection } from '../../server/admin/index.ts';
import type { ReachedDatabase } from './reachDatabase.ts';

/** The same in both languages, equally good. */
export type Words = Record<Locale, string>;

/** What a command is given: its words and options, and the ways to the server's parts, opened when first asked for. */
export type Given = {
  positionals: readonly string[];
  values: Readonly<Record<string, string | boolean | undefined>>;
  locale: Locale;
  /** Who types, for the audit log. */
  actor: Actor;
  /** The database, as it is: nothing is migrated. */
  reach(): Promise<ReachedDatabase>;
  /** All that the functions of the admin's desk need, on a database of this program's schema. */
  open(): Promise<OpenedAdmin>;
};

/** `origin`: where people reach the server, for links. */
export type OpenedAdmin = AdminConnection & { origin: string };

/** `json` is printed with --json, `text` otherwise. */
export type Output = { json: unknown; text: string };

export type Command = {
  summary: Words;
  /** What has to be given, in this order. */
  positionals?: readonly string[];
  /** `value` names what follows the option, for the help. */
  options?: Readonly<Record<string, { type: 'string' | 'boolean'; value?: string }>>;
  run(given: Given): Promise<Output>;
};

/** It was asked for in a way that cannot be understood. */
export class UsageError extends Error {}

/** An option's text; undefined when it was not given. */
export function textOption({ values }: Given, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** The options that were given as text, by name. */
export function textOptions({ values }: Given): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

/** The n-th of what had to be given. */
export function positional({ positionals }: Given, index: number): string {
  const value = positionals[index];
  if (value === undefined) throw new UsageError('something is missing');
  return value;
}
