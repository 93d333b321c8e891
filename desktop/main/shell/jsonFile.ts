import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';

export type JsonFile<T> = { read(): T; write(value: T): void };

/** A small file of this device's own. What cannot be read counts as `preset`; writing replaces the file at once. */
export function jsonFile<T>(file: string, schema: z.ZodType<T>, preset: T): JsonFile<T> {
  return {
    read() {
      try {
        return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
      } catch {
        return preset;
      }
    },
    write(value) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, JSON.stringify(value), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}
