import { backup, restore } from './backup.ts';
import type { Command } from './command.ts';
import { plans } from './plans.ts';
import { audit, health, jobs, registration, settings } from './server.ts';
import { users } from './users.ts';

/** Every command by its words: `users list`. */
export const commands: ReadonlyMap<string, Command> = new Map([
  ...group('users', users),
  ...group('plans', plans),
  ['registration', registration],
  ['settings', settings],
  ...group('jobs', jobs),
  ['health', health],
  ['audit', audit],
  ['backup', backup],
  ['restore', restore],
]);

function group(name: string, members: Record<string, Command>): [string, Command][] {
  return Object.entries(members).map(([member, command]) => [`${name} ${member}`, command]);
}

/** The command that the words begin with, and the rest of them; undefined for none. */
export function findCommand(
  words: readonly string[],
): { name: string; command: Command; rest: string[] } | undefined {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    const command = commands.get(name);
    if (command !== undefined) return { name, command, rest: words.slice(length) };
  }
  return undefined;
}
