import type { AdminPlan } from '#shared/admin.ts';

/** A plan as it stands in its form: what was typed. */
export type PlanForm = {
  name: string;
  code: string;
  priceMonthly: string;
  currency: string;
  position: string;
  messageLimit: string;
  tokenLimit: string;
  maxStorageMb: string;
  maxDocuments: string;
  allowRag: boolean;
  allowWebSearch: boolean;
  /** One a line. */
  models: string;
};

/** The text fields; what is wrong with one is said by the key of its sentence. */
export type PlanField = Exclude<keyof PlanForm, 'allowRag' | 'allowWebSearch' | 'models'>;
export type PlanMistake = 'missingName' | 'wrongCode' | 'wrongPrice' | 'wrongCurrency' | 'wrongNumber';

export type PlanTerms = Pick<
  AdminPlan,
  | 'name'
  | 'priceMonthly'
  | 'currency'
  | 'position'
  | 'messageLimit'
  | 'tokenLimit'
  | 'maxStorageMb'
  | 'maxDocuments'
  | 'allowRag'
  | 'allowWebSearch'
  | 'models'
>;

export const NUMBERS = ['messageLimit', 'tokenLimit', 'maxStorageMb', 'maxDocuments'] as const;
const MOST = 2_147_483_647;
const LAST_POSITION = 10_000;

export const emptyPlan: PlanForm = {
  name: '',
  code: '',
  priceMonthly: '0',
  currency: 'EUR',
  position: '100',
  messageLimit: '',
  tokenLimit: '',
  maxStorageMb: '',
  maxDocuments: '',
  allowRag: true,
  allowWebSearch: false,
  models: '',
};

export function formOf(plan: AdminPlan): PlanForm {
  const text = (limit: number | null) => (limit === null ? '' : String(limit));
  return {
    ...plan,
    position: String(plan.position),
    messageLimit: text(plan.messageLimit),
    tokenLimit: text(plan.tokenLimit),
    maxStorageMb: text(plan.maxStorageMb),
    maxDocuments: text(plan.maxDocuments),
    models: (plan.models ?? []).join('\n'),
  };
}

/** What is wrong with each field; nothing where a plan can be made of them. */
export function mistakesOf(form: PlanForm, isNew: boolean): Partial<Record<PlanField, PlanMistake>> {
  const limits = NUMBERS.filter((field) => form[field].trim() !== '' && !isWhole(form[field], MOST));
  return {
    ...(form.name.trim() === '' && { name: 'missingName' as const }),
    ...(isNew && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(form.code) && { code: 'wrongCode' as const }),
    ...(decimalOf(form.priceMonthly) === null && { priceMonthly: 'wrongPrice' as const }),
    ...(!/^[A-Z]{3}$/.test(form.currency) && { currency: 'wrongCurrency' as const }),
    ...(!isWhole(form.position, LAST_POSITION) && { position: 'wrongNumber' as const }),
    ...Object.fromEntries(limits.map((field) => [field, 'wrongNumber' as const])),
  };
}

/** The terms of a form without mistakes. */
export function termsOf(form: PlanForm): PlanTerms {
  const limit = (text: string) => (text.trim() === '' ? null : Number(text));
  const models = form.models.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  return {
    name: form.name.trim(),
    priceMonthly: decimalOf(form.priceMonthly) ?? '0',
    currency: form.currency,
    position: Number(form.position),
    messageLimit: limit(form.messageLimit),
    tokenLimit: limit(form.tokenLimit),
    maxStorageMb: limit(form.maxStorageMb),
    maxDocuments: limit(form.maxDocuments),
    allowRag: form.allowRag,
    allowWebSearch: form.allowWebSearch,
    models: models.length === 0 ? null : models,
  };
}

/** An amount with a comma or a point, as the server takes it; null when it is none. */
function decimalOf(text: string): string | null {
  const amount = text.trim().replace(',', '.');
  return /^\d{1,7}(\.\d{1,2})?$/.test(amount) ? amount : null;
}

function isWhole(text: string, most: number): boolean {
  return /^\d{1,10}$/.test(text.trim()) && Number(text) <= most;
}
