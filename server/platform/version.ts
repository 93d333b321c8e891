import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** The product's version, which is written in package.json alone. */
export function readVersion(): string {
  const text = readFileSync(path.join(import.meta.dirname, '..', '..', 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
