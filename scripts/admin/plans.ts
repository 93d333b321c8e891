import type { AdminPlan } from '#shared/admin.ts';
import * as contract from '#shared/endpoints/adminPlans.ts';
import { createPlan, listPlans, offerPlan, retirePlan, updatePlan } from '../../server/admin/index.ts';
import { type Command, type Given, type Output, positional, textOption, UsageError } from './command.ts';
import { moment, renderTable } from './table.ts';

const TERMS = {
  name: { type: 'string', value: 'NAME' },
  price: { type: 'string', value: '9.50' },
  currency: { type: 'string', value: 'EUR' },
  messages: { type: 'string', value: 'N|none' },
  tokens: { type: 'string', value: 'N|none' },
  'storage-mb': { type: 'string', value: 'N|none' },
  documents: { type: 'string', value: 'N|none' },
  rag: { type: 'string', value: 'yes|no' },
  'web-search': { type: 'string', value: 'yes|no' },
  models: { type: 'string', value: 'A,B|all' },
  position: { type: 'string', value: 'N' },
} as const satisfies Command['options'];

/** The terms that were given, as the contract has them; it judges them. */
function termsOf(given: Given): Record<string, unknown> {
  const named = {
    name: textOption(given, 'name'),
    priceMonthly: textOption(given, 'price'),
    currency: textOption(given, 'currency'),
    messageLimit: limit(given, 'messages'),
    tokenLimit: limit(given, 'tokens'),
    maxStorageMb: limit(given, 'storage-mb'),
    maxDocuments: limit(given, 'documents'),
    allowRag: yesOrNo(given, 'rag'),
    allowWebSearch: yesOrNo(given, 'web-search'),
    models: models(textOption(given, 'models')),
    position: limit(given, 'position'),
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}

function limit(given: Given, name: string): number | null | undefined {
  const value = textOption(given, name);
  if (value === undefined) return undefined;
  return value === 'none' ? null : Number(value);
}

function yesOrNo(given: Given, name: string): boolean | undefined {
  const value = textOption(given, name);
  if (value === undefined) return undefined;
  if (value !== 'yes' && value !== 'no') throw new UsageError(`--${name}: yes|no`);
  return value === 'yes';
}

function models(value: string | undefined): string[] | null | undefined {
  return value === undefined ? undefined : value === 'all' ? null : value.split(',');
}

const UNLIMITED = {
  messageLimit: null,
  tokenLimit: null,
  maxStorageMb: null,
  maxDocuments: null,
  allowRag: true,
  allowWebSearch: false,
  models: null,
  position: 100,
};

function describe(plans: readonly AdminPlan[]): Output {
  const none = (value: number | null) => value ?? '∞';
  const rows = plans.map((plan) => [
    plan.code,
    plan.name,
    `${plan.priceMonthly} ${plan.currency}`,
    none(plan.messageLimit),
    none(plan.tokenLimit),
    none(plan.maxStorageMb),
    none(plan.maxDocuments),
    plan.subscribers,
    plan.isDefault ? 'default' : plan.retiredAt === null ? '' : `retired ${moment(plan.retiredAt)}`,
  ]);
  const head = ['code', 'name', 'price', 'messages', 'tokens', 'MB', 'documents', 'subscribers', ''];
  return { json: { plans }, text: renderTable([head, ...rows]) };
}

const one = (plan: AdminPlan): Output => ({ ...describe([plan]), json: plan });

export const plans: Record<string, Command> = {
  list: {
    summary: { es: 'Los planes, también los retirados', en: 'The plans, retired ones too' },
    run: async ({ open }) => describe(await listPlans((await open()).database)),
  },
  create: {
    summary: {
      es: 'Ofrece otro plan; lo que no se dice no tiene límite',
      en: 'Offer another plan; what is not said has no limit',
    },
    positionals: ['CODE'],
    options: TERMS,
    async run(given) {
      const plan = contract.createPlan.body.parse({
        ...UNLIMITED,
        ...termsOf(given),
        code: positional(given, 0),
      });
      return one(await createPlan(await given.open(), given.actor, plan));
    },
  },
  change: {
    summary: {
      es: 'Cambia un plan: para quien lo elija desde ahora (new) o para todos (everyone)',
      en: 'Change a plan: for those who choose it from now on (new) or for everyone',
    },
    positionals: ['CODE'],
    options: { ...TERMS, 'applies-to': { type: 'string', value: 'new|everyone' } },
    async run(given) {
      const appliesTo = textOption(given, 'applies-to');
      const change = contract.updatePlan.body.parse({ ...termsOf(given), ...(appliesTo && { appliesTo }) });
      return one(await updatePlan(await given.open(), given.actor, positional(given, 0), change));
    },
  },
  retire: {
    summary: {
      es: 'Deja de ofrecer un plan; quien lo tiene lo conserva',
      en: 'Offer a plan no more; who has it keeps it',
    },
    positionals: ['CODE'],
    run: async (given) => one(await retirePlan(await given.open(), given.actor, positional(given, 0))),
  },
  offer: {
    summary: { es: 'Vuelve a ofrecer un plan retirado', en: 'Offer a retired plan again' },
    positionals: ['CODE'],
    run: async (given) => one(await offerPlan(await given.open(), given.actor, positional(given, 0))),
  },
};
