import { LIMITS } from '#shared/limits.ts';

/** Control characters, and those that turn the direction of writing round to disguise an extension. */
const DISGUISES = /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/**
 * What a person's file is called, as it may be shown: the last part of any path, without control characters. It never
 * names anything on disk.
 */
export function cleanFileName(name: string | undefined): string {
  const last = (name ?? '').normalize('NFC').toWellFormed().split(/[/\\]/).at(-1) ?? '';
  const clean = last.replace(DISGUISES, '').trim();
  if (clean === '' || clean === '.' || clean === '..') return 'document';
  if (clean.length <= LIMITS.fileNameLength) return clean;
  const extension = /\.[\p{L}\p{N}]{1,10}$/u.exec(clean)?.[0] ?? '';
  return clean.slice(0, LIMITS.fileNameLength - extension.length).toWellFormed() + extension;
}
