import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { AppError } from '#platform/errors.ts';

/**
 * Between password and second proof: says that somebody knew the password of an account a moment ago, and nothing more.
 * It is no session, opens nothing, and ends after five minutes or with another password.
 */
export type LoginChallenges = {
  /** The error that asks for the second proof. */
  required(account: { id: string; passwordHash: string }): AppError;
  /** Whose it is, unchecked, so that the account can be read. Throws `login_expired` when it cannot be one. */
  userOf(challenge: string): string;
  /** Throws `login_expired` unless it was issued here for this account and password, within its time. */
  check(challenge: string, passwordHash: string): void;
};

const LIFE_MS = 5 * 60_000;
const FORM = /^([0-9a-f-]{36})\.(\d{1,15})\.([\w-]{43})$/;

export function createLoginChallenges(serverSecret: string): LoginChallenges {
  const key = Buffer.from(hkdfSync('sha256', serverSecret, '', 'kipux login challenge', 32));
  const sign = (userId: string, endsAt: number, passwordHash: string) =>
    createHmac('sha256', key).update(`${userId}.${endsAt}.${passwordHash}`).digest();
  const parse = (challenge: string) => {
    const [, userId = '', endsAt = '', mac = ''] = FORM.exec(challenge) ?? [];
    if (userId === '') throw expired();
    return { userId, endsAt: Number(endsAt), mac: Buffer.from(mac, 'base64url') };
  };
  return {
    required({ id, passwordHash }) {
      const endsAt = Date.now() + LIFE_MS;
      const challenge = `${id}.${endsAt}.${sign(id, endsAt, passwordHash).toString('base64url')}`;
      return new AppError('second_factor_required', 'A code of the authenticator is needed.', { challenge });
    },
    userOf: (challenge) => parse(challenge).userId,
    check(challenge, passwordHash) {
      const { userId, endsAt, mac } = parse(challenge);
      const expected = sign(userId, endsAt, passwordHash);
      if (endsAt < Date.now() || mac.length !== expected.length || !timingSafeEqual(mac, expected))
        throw expired();
    },
  };
}

function expired(): AppError {
  return new AppError('login_expired', 'The login took too long. Begin again with your password.');
}
