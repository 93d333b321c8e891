import { AppError } from '#platform/errors.ts';
import { createRateLimit } from '#platform/http/rateLimit.ts';
import { composeMail, mailTexts, readUser } from '../accounts/index.ts';
import type { AdminParts } from './adminParts.ts';
import { type Actor, asAdmin } from './auditLog.ts';

export type TestMailOutcome = { isSent: boolean; problem: string | null };

/** Sends admins mails to themselves. Throws `mail_not_configured`; `rate_limited`. */
export function createTestMail({ database, mailer }: Pick<AdminParts, 'database' | 'mailer'>) {
  const limit = createRateLimit({ points: 10, duration: 600 });
  return async (userId: string, actor: Actor): Promise<TestMailOutcome> => {
    if (mailer === undefined) {
      throw new AppError('mail_not_configured', 'SMTP_URL is not set: this server sends no mail.');
    }
    await limit(userId);
    const { email, name, settings } = await readUser(database, userId);
    const texts = mailTexts[settings.locale];
    const problem = await mailer.sendNow(composeMail({ email, name, locale: settings.locale }, texts.test()));
    await asAdmin(database, actor, (_tx, record) =>
      record({ act: 'test_mail_sent', target: { type: 'user', id: userId, name: email } }),
    );
    return { isSent: problem === undefined, problem: problem ?? null };
  };
}
