import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RuleTester } from 'oxlint/plugins-dev';
import { describe, test } from 'vitest';
import { boundaries } from './boundaries.ts';
import { closedContract } from './closedContract.ts';
import { noDoubleAssertion } from './noDoubleAssertion.ts';
import { noRawHtml } from './noRawHtml.ts';
import { oneGate } from './oneGate.ts';
import type { Rule } from './rule.ts';
import { typeOverInterface } from './typeOverInterface.ts';

RuleTester.describe = describe;
RuleTester.it = test;

const root = fileURLToPath(new URL('../../../', import.meta.url));
const anywhere = 'server/plans/store.ts';

type Case = readonly [code: string, file?: string];

function check(name: string, rule: Rule, cases: { refused: readonly Case[]; allowed: readonly Case[] }) {
  const place = ([code, file = anywhere]: Case) => ({
    code,
    filename: join(root, file),
    name: `${file}: ${code}`,
  });
  new RuleTester({ languageOptions: { parserOptions: { lang: 'tsx' } } }).run(name, rule, {
    valid: cases.allowed.map(place),
    invalid: cases.refused.map((each) => ({ ...place(each), errors: 1 })),
  });
}

check('boundaries', boundaries, {
  refused: [
    [`import { a } from '../plans/store.ts';`, 'server/admin/routes.ts'],
    [`export { a } from '../plans/store.ts';`, 'server/admin/routes.ts'],
    [`export * from '../plans/store.ts';`, 'server/admin/routes.ts'],
    [`const a = await import('../plans/store.ts');`, 'server/admin/routes.ts'],
    [`type A = import('../plans/store.ts').A;`, 'server/admin/routes.ts'],
  ],
  allowed: [
    [`import { a } from '../plans/index.ts';`, 'server/admin/routes.ts'],
    [`const a = await import(name);`, 'server/admin/routes.ts'],
  ],
});

check('no-double-assertion', noDoubleAssertion, {
  refused: [
    [`const a = b as unknown as string;`],
    [`const a = (b as never) as string;`],
    [`const a = b as any as string;`],
  ],
  allowed: [[`const a = b as const;`], [`const a = b as unknown;`], [`const a = b satisfies string;`]],
});

check('closed-contract', closedContract, {
  refused: [
    [`const a = z.any();`, 'shared/entities.ts'],
    [`const a = z.unknown();`, 'shared/entities.ts'],
    [`const a = z.looseObject({});`, 'shared/entities.ts'],
    [`const a = z.object({}).passthrough();`, 'shared/entities.ts'],
    [`const a = b.loose();`, 'shared/entities.ts'],
    [`const a = b.catchall(c);`, 'shared/entities.ts'],
  ],
  allowed: [
    [`const a = z.strictObject({});`, 'shared/entities.ts'],
    [`const a = AbortSignal.any([b, c]);`, 'shared/client/transport.ts'],
    [`const a = z.any();`, 'shared/entities.test.ts'],
    [`const a = z.looseObject({});`, 'server/platform/ai/openai.ts'],
  ],
});

check('one-gate', oneGate, {
  refused: [
    [`ipcMain.handle('a', b);`, 'desktop/main/windows.ts'],
    [`electron.ipcMain.on('a', b);`, 'desktop/main/windows.ts'],
    [`ipcMain['handle']('a', b);`, 'desktop/main/windows.ts'],
    [`const { openExternal } = shell; shell.openExternal(url);`, 'desktop/main/ipcGate.ts'],
    [`urls.forEach(shell.openExternal);`, 'desktop/main/menu.ts'],
  ],
  allowed: [
    [`ipcMain.handle('a', b);`, 'desktop/main/ipcGate.ts'],
    [`ipcMain.handle('a', b);`, 'desktop/main/ipc/gate.ts'],
    [`shell.openExternal(url);`, 'desktop/main/externalLinks.ts'],
    [`window.on('closed', b);`, 'desktop/main/windows.ts'],
  ],
});

check('no-raw-html', noRawHtml, {
  refused: [
    [`const a = <p dangerouslySetInnerHTML={{ __html: b }} />;`, 'desktop/renderer/message/Text.tsx'],
    [`const a = <p {...{ dangerouslySetInnerHTML: b }} />;`, 'desktop/renderer/message/Text.tsx'],
    [`const a = <iframe srcDoc={b} />;`, 'desktop/renderer/message/Text.tsx'],
    [`a.innerHTML = b;`, 'desktop/renderer/main.tsx'],
    [`a.insertAdjacentHTML('beforeend', b);`, 'desktop/renderer/main.tsx'],
  ],
  allowed: [
    [`a.textContent = b;`, 'desktop/renderer/main.tsx'],
    [`a.innerHTML = b;`, 'desktop/e2e/support/page.ts'],
  ],
});

check('type-over-interface', typeOverInterface, {
  refused: [[`interface A { b: string }`], [`export interface A { b: string }`]],
  allowed: [
    [`type A = { b: string };`],
    [`declare module 'express-session' { interface SessionData { a: string } }`],
    [`declare global { namespace Express { interface Request { a: string } } }`],
  ],
});
