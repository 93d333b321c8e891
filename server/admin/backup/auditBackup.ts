import pg from 'pg';
import type { AuditAct } from '#shared/admin.ts';

/**
 * Adds to the audit log that somebody on the command line made or restored a backup. By itself, since a database that is
 * saved before an update has the tables of the version before, and perhaps no log yet.
 */
export async function auditBackup(
  databaseUrl: string,
  act: Extract<AuditAct, 'backup_made' | 'backup_restored'>,
  systemUser: string,
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'kipux backup' });
  await client.connect();
  try {
    const { rows } = await client.query<{ log: string | null }>(
      "SELECT to_regclass('audit_log')::text AS log",
    );
    if (rows[0]?.log === null) return;
    await client.query("INSERT INTO audit_log (actor_name, act, target_type) VALUES ($1, $2, 'server')", [
      `command line (${systemUser})`,
      act,
    ]);
  } finally {
    await client.end();
  }
}
