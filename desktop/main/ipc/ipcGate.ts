import { type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import { BRIDGE_CHANNELS, type BridgeError, type BridgeResult } from '#shared/bridge.ts';
import { ClientError } from '#shared/client/client.ts';
import { logError } from '../log.ts';
import { ServerChoiceError } from '../server/serverAddress.ts';
import { isAppUrl } from '../shell/appProtocol.ts';
import { type BridgeRequest, bridgeRequestSchema } from './bridgeRequest.ts';

export type RequestHandler = (request: BridgeRequest, contents: WebContents) => Promise<unknown>;

/** Opens the only door between pages and the main process. */
export function openIpcGate(handler: RequestHandler): void {
  ipcMain.handle(BRIDGE_CHANNELS.request, (event, request) => answerRequest(handler, event, request));
}

/**
 * Lets a request in when it comes from the top frame of one of our pages and is one that we know, and answers it. Errors
 * become values that name their code; what is not an expected one is logged here and says nothing of itself outside.
 */
export async function answerRequest(
  handler: RequestHandler,
  { senderFrame, sender }: Pick<IpcMainInvokeEvent, 'senderFrame' | 'sender'>,
  request: unknown,
): Promise<BridgeResult<unknown>> {
  try {
    if (!senderFrame || senderFrame.parent !== null || !isAppUrl(senderFrame.url)) {
      throw new ClientError('forbidden', 'the request does not come from a page of this app');
    }
    const parsed = bridgeRequestSchema.safeParse(request);
    if (!parsed.success) throw new ClientError('bad_request', 'the request is not one that the bridge knows');
    return { ok: true, value: await handler(parsed.data, sender) };
  } catch (error) {
    return { ok: false, error: toBridgeError(error) };
  }
}

function toBridgeError(error: unknown): BridgeError {
  if (error instanceof ClientError) {
    const { code, message, details, requestId } = error;
    return { code, message, details, requestId };
  }
  if (error instanceof ServerChoiceError) return { code: error.code, message: error.message };
  logError('a request of a page failed', error);
  return { code: 'internal', message: 'the desktop could not answer' };
}
