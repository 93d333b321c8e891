import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** What the last stage of the Dockerfile takes from the project, and with which command it starts. */
export type ImageFiles = {
  /** Folders and files of the project, as they are or as the build makes them. */
  sources: string[];
  environment: Record<string, string>;
  command: string[];
};

export const root = path.join(import.meta.dirname, '..', '..');

/** Reads the Dockerfile as far as Kipux's own uses the language. */
export function readImageFiles(): ImageFiles {
  const lines = readFileSync(path.join(root, 'Dockerfile'), 'utf8').replaceAll('\\\n', ' ').split('\n');
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
  const after = (word: string) =>
    last.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1).trim());
  const sources = after('COPY').map((line) => {
    const [source = ''] = line.replace(/^--from=\S+ +/, '').split(' ');
    return source.replace(/^\/app\//, '');
  });
  const environment: Record<string, string> = {};
  for (const pair of after('ENV').flatMap((line) => line.split(/ +/))) {
    const [name = '', value = ''] = pair.split('=');
    environment[name] = value;
  }
  return { sources, environment, command: z.array(z.string()).parse(JSON.parse(after('CMD')[0] ?? '[]')) };
}
