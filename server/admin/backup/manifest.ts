import { z } from 'zod';
import type { Locale } from '#shared/entities.ts';

/** Something about a backup, or about where it shall go, that its reader can do something about: the words say it. */
export class BackupError extends Error {
  readonly words: Record<Locale, string>;

  constructor(words: Record<Locale, string>, options?: ErrorOptions) {
    super(words.en, options);
    this.words = words;
  }
}

export const MANIFEST_NAME = 'manifest.json';
export const FILE_LIST_NAME = 'files.jsonl';
/** Signs cookies and opens the secrets of two-step verification, where the operator has given none. */
export const SECRET_NAME = 'session-secret';
export const tableEntry = (table: string): string => `tables/${table}.jsonl`;

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);
const tableSchema = z.object({
  name: z.string(),
  columns: z.array(z.string()).min(1),
  rows: z.number().int().nonnegative(),
  sha256: sha256Schema,
});

/** What a backup says of itself: its last entry, written when all others are there. */
export const manifestSchema = z.object({
  format: z.literal(1),
  /** Of Kipux. */
  version: z.string(),
  createdAt: z.iso.datetime(),
  database: z.string(),
  /** The names of the migrations that its tables are made by. */
  migrations: z.array(z.string()).min(1),
  tables: z.array(tableSchema),
  files: z.object({ count: z.number().int().nonnegative(), sha256: sha256Schema }),
  /** Of `session-secret`, where it is part of the backup. */
  secretSha256: sha256Schema.optional(),
  /** Documents of the snapshot whose file was not there: deleted meanwhile, or lost before. */
  missingFiles: z.array(z.string()),
});
export type Manifest = z.infer<typeof manifestSchema>;
export type TableSummary = z.infer<typeof tableSchema>;

/** One uploaded file: where it lies below the data folder, and what is in it. */
export const fileLineSchema = z.object({
  path: z
    .string()
    .regex(
      /^files\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    ),
  bytes: z.number().int().nonnegative(),
  sha256: sha256Schema,
});
export type FileLine = z.infer<typeof fileLineSchema>;

/** A row: its values in the order of the table's columns, each as PostgreSQL writes it. */
export const rowSchema = z.array(z.string().nullable());
