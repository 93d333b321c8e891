import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as contract from '#shared/endpoints/admin.ts';
import { registrationModeSchema } from '#shared/entities.ts';
import { emailMistake } from '../account/credentials.ts';
import { Button } from '../design/Button.tsx';
import { Field } from '../design/Field.tsx';
import { Select } from '../design/Select.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useApp } from '../state/app.tsx';
import styles from './AdmissionSection.module.css';
import { LinkToHandOver } from './LinkToHandOver.tsx';
import { Section } from './Section.tsx';
import { useRemote } from './useRemote.ts';
import { useTask } from './useTask.ts';

/** For admins: who gets in, by registering, by invitation, or back in by a link. */
export function AdmissionSection() {
  const { t } = useTranslation();
  return (
    <Section title={t('admission.title')} note={t('admission.note')}>
      <RegistrationChoice />
      <Invitations />
      <ResetLink />
    </Section>
  );
}

function RegistrationChoice() {
  const { t } = useTranslation();
  const formats = useFormats();
  const { client } = useApp();
  const { value: registration, reload } = useRemote(() => client.call(contract.getRegistration, {}));
  const { problem, run } = useTask();
  if (registration === null) return null;
  const change = async (mode: (typeof registration)['mode']) => {
    await run(() => client.call(contract.updateRegistration, { body: { mode } }));
    await reload();
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
      {problem && <p role="alert">{problemText(t, formats, problem)}</p>}
    </>
  );
}

function Invitations() {
  const { t } = useTranslation();
  const formats = useFormats();
  const { client } = useApp();
  const { value: invitations, reload } = useRemote(
    async () => (await client.call(contract.listInvitations, {})).invitations,
  );
  const { busy, problem, run } = useTask();
  const [email, setEmail] = useState('');
  const [made, setMade] = useState<{ url: string; isMailed: boolean } | null>(null);
  const isWrong = email.trim() !== '' && emailMistake(t, email) !== null;
  const invite = async () => {
    const to = email.trim();
    const body = to === '' ? {} : { email: to };
    await run(async () => setMade(await client.call(contract.createInvitation, { body })));
    setEmail('');
    await reload();
  };
  const takeBack = async (id: string) => {
    await run(() => client.call(contract.deleteInvitation, { params: { id } }));
    setMade(null);
    await reload();
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
          aside={t('auth.optional')}
          hint={t('admission.inviteHint')}
          type="email"
          autoComplete="off"
          value={email}
          error={isWrong && email.includes('@') ? emailMistake(t, email) : null}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Button type="submit" disabled={busy || isWrong}>
          {t('admission.invite')}
        </Button>
      </form>
      {problem && <p role="alert">{problemText(t, formats, problem)}</p>}
      {made && (
        <LinkToHandOver
          url={made.url}
          note={made.isMailed ? t('admission.invitationMailed') : t('admission.invitationNote')}
        />
      )}
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

function ResetLink() {
  const { t } = useTranslation();
  const formats = useFormats();
  const { client } = useApp();
  const { busy, problem, run } = useTask();
  const [email, setEmail] = useState('');
  const [url, setUrl] = useState<string | null>(null);
  const isWrong = emailMistake(t, email) !== null;
  const make = () =>
    run(async () =>
      setUrl((await client.call(contract.createResetLink, { body: { email: email.trim() } })).url),
    );
  return (
    <div className={styles.group}>
      <form
        className={styles.line}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setUrl(null);
          if (!isWrong) void make();
        }}
      >
        <Field
          label={t('admission.resetEmail')}
          hint={t('admission.resetHint')}
          type="email"
          autoComplete="off"
          value={email}
          error={problem?.code === 'not_found' ? t('admission.nobody') : null}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Button type="submit" disabled={busy || isWrong}>
          {t('admission.makeLink')}
        </Button>
      </form>
      {problem && problem.code !== 'not_found' && <p role="alert">{problemText(t, formats, problem)}</p>}
      {url !== null && <LinkToHandOver url={url} note={t('admission.resetNote')} />}
    </div>
  );
}
