import { useTranslation } from 'react-i18next';
import type { AuditChange, AuditEntry } from '#shared/admin.ts';
import { useFormats } from '../i18n/format.ts';
import { es } from './strings/es.ts';

type AuditWords = {
  /** What was done, by whom, to whom. */
  sentence(entry: AuditEntry): string;
  /** What it changed, from what to what. */
  change(change: AuditChange): string;
};

/** An entry of the audit log in words. */
export function useAuditWords(): AuditWords {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  const value = (field: string, text: string | null): string => {
    if (text === null) return t('audit.empty');
    if (text === 'true' || text === 'false') return text === 'true' ? t('yes') : t('no');
    if (field === 'role' && (text === 'user' || text === 'admin')) return t(`people.roles.${text}`);
    if (field === 'mode' && isMode(text)) return t(`admission.modes.${text}`);
    return /^\d{4}-\d\d-\d\dT/.test(text) ? formats.dateTime(text) : text;
  };
  return {
    sentence({ act, actor, target }) {
      const names = {
        actor: actor.id === null ? t('audit.commandLine', { name: systemUser(actor.name) }) : actor.name,
        target: target?.name ?? target?.id ?? t('audit.anybody'),
      };
      return t(`audit.sentences.${act}`, names);
    },
    change: ({ field, before, after }) =>
      t('audit.change', {
        field: isField(field) ? t(`audit.fields.${field}`) : field,
        before: value(field, before),
        after: value(field, after),
      }),
  };
}

/** The server says it in English: `command line (maria)`. */
function systemUser(name: string): string {
  return /^command line \((.*)\)$/.exec(name)?.[1] ?? name;
}

function isField(field: string): field is keyof typeof es.audit.fields {
  return Object.hasOwn(es.audit.fields, field);
}

function isMode(mode: string): mode is 'open' | 'invitation' | 'closed' {
  return mode === 'open' || mode === 'invitation' || mode === 'closed';
}
