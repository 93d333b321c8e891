import { z } from 'zod';

const ofPostgres = z.object({ code: z.string().regex(/^[0-9A-Z]{5}$/) }).transform(({ code }) => code);

/** Prisma has codes of its own (P2034) and keeps PostgreSQL's further in. */
const ofPrisma = z
  .object({
    meta: z.object({ driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }) }),
  })
  .transform(({ meta }) => meta.driverAdapterError.cause.originalCode);

const schema = z.union([ofPrisma, ofPostgres]);

/** PostgreSQL's code for what went wrong (SQLSTATE, appendix A of its documentation), whoever the error comes from. */
export function sqlState(error: unknown): string | undefined {
  return schema.safeParse(error).data;
}
