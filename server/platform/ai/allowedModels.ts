import { z } from 'zod';
import type { Model } from '#shared/entities.ts';
import type { Database, Transaction } from '../database/database.ts';

const KEY = 'allowed_models';
const namesSchema = z.array(z.string()).nullable().catch(null);

/**
 * Whether the people who run the server let everybody use a model, for SQL. The server's own default is always allowed.
 * @param model where the statement has the model asked for; null asks for none
 * @param preset where it has the default one
 */
export function modelAllowed(model: string, preset: string): string {
  return `(${model}::text IS NULL OR ${model}::text = ${preset}::text
    OR coalesce((SELECT value::jsonb ? ${model}::text FROM server_state WHERE key = '${KEY}'), true))`;
}

/** The models that people may use beside the server's default one; null: all that the provider has. */
export async function readAllowedModels(tx: Transaction): Promise<string[] | null> {
  const row = await tx.serverState.findUnique({ where: { key: KEY } });
  return row === null ? null : namesSchema.parse(JSON.parse(row.value));
}

export async function writeAllowedModels(tx: Transaction, names: readonly string[] | null): Promise<void> {
  if (names === null) await tx.serverState.deleteMany({ where: { key: KEY } });
  else {
    const value = JSON.stringify(names);
    await tx.serverState.upsert({ where: { key: KEY }, create: { key: KEY, value }, update: { value } });
  }
}

/** Of what the provider has those that people may use. */
export async function onlyAllowed({ asSystem }: Database, models: readonly Model[]): Promise<Model[]> {
  const allowed = await asSystem('which models may be used', readAllowedModels);
  return models.filter(({ id, isDefault }) => allowed === null || isDefault || allowed.includes(id));
}
