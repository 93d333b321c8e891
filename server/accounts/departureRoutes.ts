import { rateLimited } from '#platform/http/rateLimit.ts';
import { type Route, route } from '#platform/http/route.ts';
import * as contract from '#shared/endpoints/departure.ts';
import type { FileStore } from '../documents/index.ts';
import type { AccountParts } from './accountParts.ts';
import { composeMail } from './composeMail.ts';
import { requestDeletion } from './deletion.ts';
import { sendArchive } from './exportArchive.ts';
import { exportContent } from './exportContent.ts';
import { endSession } from './login.ts';
import { mailTexts } from './mailTexts.ts';
import { confirmPassword } from './passwordCheck.ts';

const RETRY_SECONDS = 30;

/** Taking everything along, and leaving. */
export function departureRoutes(parts: AccountParts & { files: FileStore }): Route[] {
  const { database, sessions, mailer } = parts;
  const exporting = new Set<string>();
  return [
    route(contract.exportAccount, async (_input, { userId, response }) => {
      if (exporting.has(userId)) throw rateLimited(RETRY_SECONDS);
      exporting.add(userId);
      try {
        response.status(200);
        response.attachment(`kipux-${new Date().toISOString().slice(0, 10)}.zip`);
        response.type('application/zip');
        if (response.req.method === 'HEAD') response.end();
        else await sendArchive(response, exportContent(parts, userId));
      } finally {
        exporting.delete(userId);
      }
    }),
    route(contract.deleteAccount, async ({ body }, { userId, request, response }) => {
      const account = await confirmPassword(database, userId, body.password);
      const deletesAt = await requestDeletion(database, userId);
      await endSession(request);
      sessions.clearCookie(response);
      const texts = mailTexts[account.locale];
      mailer?.send(composeMail({ ...account, name: null }, texts.deletionRequested(deletesAt)));
      return { deletesAt: deletesAt.toISOString() };
    }),
  ];
}
