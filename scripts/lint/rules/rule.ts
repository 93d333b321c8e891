import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RuleTester } from 'oxlint/plugins-dev';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A rule of ours, in the linter's shape. */
export type Rule = Extract<Parameters<RuleTester['run']>[1], { create: unknown }>;

/** The file's path as the rules speak of it: from the project's root, with slashes. */
export function projectPath(filename: string): string {
  return relative(root, filename).split(sep).join('/');
}

/** Tests and what only tests use; they may do what the product may not. */
export function isTestCode(path: string): boolean {
  return /\.test\.tsx?$|(^|\/)testing\//.test(path) || path.startsWith('desktop/e2e/');
}
