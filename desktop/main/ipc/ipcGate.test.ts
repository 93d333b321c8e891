/* oxlint-disable typescript/no-unsafe-type-assertion -- of Electron's objects only what the gate looks at is there */
import type { WebContents } from 'electron';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { ClientError } from '#shared/client/client.ts';
import { answerRequest, type RequestHandler } from './ipcGate.ts';

// Electron's module is only there inside Electron.
vi.mock('electron', () => ({ ipcMain: {} }));

type Sender = Parameters<typeof answerRequest>[1];
const from = (url: string, parent: object | null = null) =>
  ({ senderFrame: { url, parent }, sender: {} as WebContents }) as Sender;
const ours = from('app://bundle/conversations/1');
const status = { type: 'status' };

test.each([
  ['a frame inside a page of ours', from('app://bundle/', {})],
  ['an empty frame', from('about:blank')],
  ['a foreign page', from('https://evil.test/?app://bundle/')],
  ['a page with a similar name', from('app://bundle.evil.test/')],
  ['a frame that is gone', { senderFrame: null, sender: {} as WebContents }],
])('case 8: a request from %s is refused', async (_, sender) => {
  const handler = vi.fn<RequestHandler>();
  expect(await answerRequest(handler, sender, status)).toMatchObject({
    ok: false,
    error: { code: 'forbidden' },
  });
  expect(handler).not.toHaveBeenCalled();
});

test('case 9: nothing malformed reaches a handler, and nothing makes the gate fail', async () => {
  const types = [
    'call',
    'cancel',
    'watch',
    'stream',
    'commands',
    'unsubscribe',
    'status',
    'chooseServer',
    'setAppearance',
  ];
  const almost = fc.record(
    {
      type: fc.constantFrom(...types),
      callId: fc.anything(),
      subscriptionId: fc.anything(),
      endpoint: fc.oneof(fc.constantFrom('login', '__proto__', 'constructor', 'toString'), fc.anything()),
      input: fc.anything(),
      messageId: fc.anything(),
      from: fc.anything(),
      address: fc.anything(),
    },
    { requiredKeys: ['type'] },
  );
  const handler = vi.fn<RequestHandler>(() => Promise.resolve(null));
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.anything(), almost), async (request) => {
      handler.mockClear();
      const result = await answerRequest(handler, ours, request);
      const reached = handler.mock.calls.length;
      expect(result.ok ? reached : result.error.code).toBe(result.ok ? 1 : 'bad_request');
      expect(reached).toBe(Number(result.ok));
    }),
    { numRuns: 2_000 },
  );
});

test('errors cross as their code; what is unexpected says nothing of itself', async () => {
  const offline = () => Promise.reject(new ClientError('offline', 'gone', { requestId: 'r' }));
  expect(await answerRequest(offline, ours, status)).toEqual({
    ok: false,
    error: { code: 'offline', message: 'gone', details: undefined, requestId: 'r' },
  });
  const broken = () => Promise.reject(new Error('/home/ana/secret/path'));
  const log = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const result = await answerRequest(broken, ours, status);
  log.mockRestore();
  expect(result).toMatchObject({ ok: false, error: { code: 'internal' } });
  expect(JSON.stringify(result)).not.toContain('secret');
});
