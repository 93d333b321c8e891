import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { eventually } from './eventually.ts';

export type ReceivedMail = { to: string; from: string; subject: string; text: string; html: string };

/** A real SMTP server that keeps what it is given. */
export type MailServer = {
  url: string;
  received: ReceivedMail[];
  /** The next so many mails are turned away for now. */
  refuseNext(mails: number): void;
  /** Waits for the n-th mail to an address, the first being 1. */
  mailTo(address: string, n?: number): Promise<ReceivedMail>;
  close(): Promise<void>;
};

export async function startMailServer(): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  let refusals = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onData(stream, _session, done) {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        if (refusals > 0) {
          refusals -= 1;
          return done(Object.assign(new Error('try again later'), { responseCode: 451 }));
        }
        PostalMime.parse(Buffer.concat(pieces)).then(
          ({ to, from, subject, text, html }) => {
            received.push({
              to: to?.[0]?.address ?? '',
              from: from?.address ?? '',
              subject: subject ?? '',
              text: text ?? '',
              html: html ?? '',
            });
            done();
          },
          (error: unknown) => done(error instanceof Error ? error : new Error('unreadable')),
        );
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    refuseNext(mails) {
      refusals = mails;
    },
    async mailTo(to, n = 1) {
      const find = () => received.filter((mail) => mail.to === to)[n - 1];
      const mail = await eventually(find, (found) => found !== undefined, 8_000);
      if (mail === undefined) throw new Error(`no mail number ${n} came for ${to}`);
      return mail;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The secret part of the link in a mail. */
export function tokenIn({ text }: ReceivedMail): string {
  const token = /#([\w-]{43})$/m.exec(text)?.[1];
  if (token === undefined) throw new Error('the mail has no link');
  return token;
}
