import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Locale } from '#shared/entities.ts';
import { openAdmin } from '../../server/admin/index.ts';
import { type Command, type Given, type OpenedAdmin, UsageError } from './command.ts';
import { findCommand } from './commands.ts';
import { describeCommands, describeError, usageOf } from './explain.ts';
import { type ReachedDatabase, reachDatabase } from './reachDatabase.ts';

/**
 * Does what the words say and prints the answer.
 * @returns the exit code: 0 when it was done, 1 when it could not be, 2 when it was not understood
 */
export async function runCommandLine(words: readonly string[], locale: Locale): Promise<number> {
  const isAsked = words.length === 0 || words[0] === 'help' || words[0] === '--help';
  const found = findCommand(words);
  if (found === undefined) {
    const help = describeCommands(locale);
    (isAsked ? console.log : console.error)(help);
    return isAsked ? 0 : 2;
  }
  const { name, command, rest } = found;
  if (rest.includes('--help')) {
    console.log(`${usageOf(name, command)}\n${command.summary[locale]}`);
    return 0;
  }
  return runCommand({ name, command, locale }, rest);
}

async function runCommand(
  { name, command, locale }: { name: string; command: Command; locale: Locale },
  rest: string[],
): Promise<number> {
  const ways = createWays();
  try {
    const { values, positionals } = parse(command, rest);
    const actor = { systemUser: systemUser() };
    const output = await command.run({ values, positionals, locale, actor, ...ways });
    console.log(values['json'] === true ? JSON.stringify(output.json, null, 2) : output.text);
    return 0;
  } catch (error) {
    const isUsage = error instanceof UsageError || error instanceof z.ZodError;
    console.error(
      isUsage ? `${describeError(error, locale)}\n${usageOf(name, command)}` : describeError(error, locale),
    );
    return isUsage ? 2 : 1;
  } finally {
    await ways.close();
  }
}

function parse({ options = {}, positionals: needed = [] }: Command, args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { ...options, json: { type: 'boolean' } },
    });
    if (positionals.length < needed.length) throw new UsageError(`${needed[positionals.length]}?`);
    return { values: values as Given['values'], positionals };
  } catch (error) {
    throw error instanceof UsageError
      ? error
      : new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The ways to the server's parts: each is opened once, and closed in the end. */
function createWays() {
  let reached: Promise<ReachedDatabase> | undefined;
  let opened: Promise<OpenedAdmin> | undefined;
  const reach = () => (reached ??= reachDatabase());
  const open = () => (opened ??= openOn(reach()));
  const close = async () => {
    await opened?.then((admin) => admin.close()).catch(() => undefined);
    await reached?.then((database) => database.close()).catch(() => undefined);
  };
  return { reach, open, close };
}

async function openOn(reaching: Promise<ReachedDatabase>): Promise<OpenedAdmin> {
  const { url, dataDir, serverUrl } = await reaching;
  const admin = await openAdmin({ ...process.env, DATABASE_URL: url, KIPUX_DATA_DIR: dataDir });
  const { publicUrl, port } = admin.config;
  return { ...admin, origin: serverUrl ?? publicUrl?.origin ?? `http://127.0.0.1:${port}` };
}

/** In a container the user may have no name. */
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
