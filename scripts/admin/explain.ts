import { z } from 'zod';
import type { Locale } from '#shared/entities.ts';
import { BackupError } from '../../server/admin/backup/manifest.ts';
import { AppError } from '../../server/platform/errors.ts';
import type { Command, Words } from './command.ts';
import { commands } from './commands.ts';

const REASONS: Partial<Record<AppError['code'], Words>> = {
  not_found: { es: 'No se encuentra.', en: 'There is no such thing.' },
  email_taken: {
    es: 'Ya hay una cuenta con este correo.',
    en: 'There is already an account with this e-mail address.',
  },
  id_taken: { es: 'Ya hay un plan con este código.', en: 'There is already a plan with this code.' },
  last_admin: {
    es: 'Alguien tiene que administrar este servidor: nombra antes a otra persona.',
    en: 'Somebody has to run this server: make another person an admin first.',
  },
  plan_is_default: {
    es: 'Es el plan inicial: elige antes otro.',
    en: 'This is the default plan: choose another first.',
  },
  subscription_exists: {
    es: 'Ya hay una suscripción de pago: cámbiala o cancélala primero donde se paga.',
    en: 'There is a paid subscription already: change or cancel it first where it is paid.',
  },
  forbidden: {
    es: 'Lo decide la configuración: REGISTRATION está puesta.',
    en: 'The environment decides this: REGISTRATION is set.',
  },
};

/** An error as a sentence for who typed the command. */
export function describeError(error: unknown, locale: Locale): string {
  if (error instanceof BackupError) return error.words[locale];
  if (error instanceof AppError) return REASONS[error.code]?.[locale] ?? error.message;
  if (error instanceof z.ZodError)
    return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n');
  return error instanceof Error ? error.message : String(error);
}

/** All commands. */
export function describeCommands(locale: Locale): string {
  const lines = [...commands].map(([name, command]) => [signature(name, command), command.summary[locale]]);
  const width = Math.max(...lines.map(([left = '']) => left.length));
  return [
    'npm run admin -- …',
    ...lines.map(([left = '', right = '']) => `  ${left.padEnd(width)}  ${right}`),
    locale === 'es'
      ? 'Con --json la respuesta es JSON; con --help se explica una orden.'
      : '--json answers in JSON; --help explains a command.',
  ].join('\n');
}

/** How a command is typed. */
export function usageOf(name: string, command: Command): string {
  const options = Object.entries(command.options ?? {}).map(([option, { value }]) =>
    value === undefined ? `[--${option}]` : `[--${option} ${value}]`,
  );
  return ['npm run admin --', signature(name, command), ...options, '[--json]'].join(' ');
}

function signature(name: string, { positionals = [] }: Command): string {
  return [name, ...positionals].join(' ');
}
