import { createTransport } from 'nodemailer';
import pLimit from 'p-limit';
import type { Log } from '../log.ts';

export type Mail = { to: string; subject: string; text: string; html: string };

/** Sends mail behind the back of whoever asks for it: nobody waits for a mail server, or learns from how long it took. */
export type Mailer = {
  send(mail: Mail): void;
  /** Tries once, while somebody waits. @returns what the mail server said when it did not take the mail, without addresses */
  sendNow(mail: Mail): Promise<string | undefined>;
  /** Gives what is under way a moment, and up the rest. */
  close(): Promise<void>;
};

const AT_ONCE = 3;
const MOST_WAITING = 1_000;
const PAUSES_MS = [1_000, 5_000, 30_000, 120_000];
const CLOSE_MS = 3_000;
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };

/**
 * Mails wait in this process alone: they carry links that are kept nowhere else but as a hash. What a crash takes, the
 * person asks for again. The log never names an address or a link.
 */
export function createMailer({ url, from }: { url: string; from: string }, log: Log): Mailer {
  const transport = createTransport({ url, pool: true, maxConnections: AT_ONCE, ...TIMEOUTS });
  const inLine = pLimit(AT_ONCE);
  const closing = new AbortController();
  const sending = new Set<Promise<void>>();

  const deliver = async (mail: Mail): Promise<void> => {
    for (const pause of [...PAUSES_MS, undefined]) {
      try {
        await inLine(() => transport.sendMail({ from, ...mail }));
        return;
      } catch (error) {
        if (pause === undefined || closing.signal.aborted || isRefused(error)) {
          log.error({ err: withoutAddresses(error) }, 'a mail could not be sent');
          return;
        }
        await wait(pause, closing.signal);
      }
    }
  };

  return {
    send(mail) {
      if (sending.size >= MOST_WAITING) return log.error('too many mails wait to be sent: one was given up');
      const delivery = deliver(mail).finally(() => sending.delete(delivery));
      sending.add(delivery);
    },
    sendNow: (mail) =>
      inLine(() => transport.sendMail({ from, ...mail })).then(
        () => undefined,
        (error: unknown) => withoutAddresses(error).message,
      ),
    async close() {
      closing.abort();
      await Promise.race([Promise.all(sending), wait(CLOSE_MS, new AbortController().signal)]);
      transport.close();
    },
  };
}

/** The mail server will say the same again: 5xx. */
function isRefused(error: unknown): boolean {
  return error instanceof Error && 'responseCode' in error && Number(error.responseCode) >= 500;
}

function withoutAddresses(error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  const status = error instanceof Error && 'responseCode' in error ? ` ${String(error.responseCode)}` : '';
  return new Error(`${code}${status}`);
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, milliseconds);
    timer.unref();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
