import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as contract from '#shared/endpoints/admin.ts';
import { registrationModeSchema } from '#shared/entities.ts';
import { emailMistake } from '../account/credentials.ts';
import { Button } from '../design/Button.tsx';
import { Field } from '../design/Field.tsx';
import { Select } from '../design/Select.tsx';
import { useFormats } from '../i18n/format.ts';
import { LinkToHandOver } from '../settings/LinkToHandOver.tsx';
import { Section } from '../settings/Section.tsx';
import { useTask } from '../settings/useTask.ts';
import { useApp } from '../state/app.tsx';
import styles from './AdmissionSection.module.css';
import { ProblemLine } from './ProblemLine.tsx';
import { ReadingNote } from './ReadingNote.tsx';
import { useReading } from './useReading.ts';

/** Who gets in, by registering or by invitation. */
export function AdmissionSection() {
  const { t } = useTranslation('admin');
  return (
    <Section title={t('admission.title')}>
      <RegistrationChoice />
      <Invitations />
    </Section>
  );
}

function RegistrationChoice() {
  const { t } = useTranslation('admin');
  const { client } = useApp();
  const {
    value: registration,
    problem: unread,
    reload,
    show,
  } = useReading('', (signal) => client.call(contract.getRegistration, {}, { signal }));
  const { problem, run } = useTask();
  if (registration === null)
    return <ReadingNote isShown={false} problem={unread} onRetry={reload} lines={2} />;
  const change = async (mode: (typeof registration)['mode']) => {
    await run(async () => show(await client.call(contract.updateRegistration, { body: { mode } })));
  };
  if (registration.isFixed)
    return (
      <p>
        {t(`admission.modes.${registration.mode}`)}. {t('admission.fixed')}
      </p>
    );
  return (
    <>
      <Select
        label={t('admission.registration')}
        value={registration.mode}
        options={registrationModeSchema.options.map((mode) => ({
          value: mode,
          label: t(`admission.modes.${mode}`),
        }))}
        onChange={(mode) => void change(mode)}
      />
      <ProblemLine problem={problem} />
    </>
  );
}

function Invitations() {
  const { t } = useTranslation('admin');
  const { t: common } = useTranslation();
  const formats = useFormats();
  const { client } = useApp();
  const {
    value: invitations,
    problem: unread,
    reload,
  } = useReading(
    '',
    async (signal) => (await client.call(contract.listInvitations, {}, { signal })).invitations,
  );
  const { busy, problem, run } = useTask();
  const [email, setEmail] = useState('');
  const [made, setMade] = useState<{ url: string; isMailed: boolean } | null>(null);
  const mistake = email.trim() === '' ? null : emailMistake(common, email);
  const isWrong = mistake !== null;
  const invite = async () => {
    const to = email.trim();
    const body = to === '' ? {} : { email: to };
    await run(async () => setMade(await client.call(contract.createInvitation, { body })));
    setEmail('');
    reload();
  };
  const takeBack = async (id: string) => {
    await run(() => client.call(contract.deleteInvitation, { params: { id } }));
    setMade(null);
    reload();
  };
  return (
    <div className={styles.group}>
      <form
        className={styles.line}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!isWrong) void invite();
        }}
      >
        <Field
          label={t('admission.inviteEmail')}
          aside={common('auth.optional')}
          hint={t('admission.inviteHint')}
          type="email"
          autoComplete="off"
          value={email}
          error={isWrong && email.includes('@') ? mistake : null}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Button type="submit" disabled={busy || isWrong}>
          {t('admission.invite')}
        </Button>
      </form>
      <ProblemLine problem={problem} />
      {made && (
        <LinkToHandOver
          url={made.url}
          note={made.isMailed ? t('admission.invitationMailed') : t('admission.invitationNote')}
        />
      )}
      {unread && <ReadingNote isShown={false} problem={unread} onRetry={reload} />}
      {invitations !== null && invitations.length > 0 && (
        <ul className={styles.list} aria-label={t('admission.waiting')}>
          {invitations.map(({ id, email: to, expiresAt }) => (
            <li key={id}>
              <span>
                {to ?? t('admission.anybody')}
                <span className={styles.until}>
                  {' '}
                  · {t('admission.until', { date: formats.day(expiresAt) })}
                </span>
              </span>
              <Button
                disabled={busy}
                aria-label={t('admission.takeBackNamed', { name: to ?? t('admission.anybody') })}
                onClick={() => void takeBack(id)}
              >
                {t('admission.takeBack')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
