import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { confirmEmail } from '#shared/endpoints/recovery.ts';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useActions, useApp } from '../state/app.tsx';
import { problemOf } from '../state/context.ts';
import type { Problem } from '../state/model.ts';
import { AuthNote } from './AuthNote.tsx';
import { takeLinkToken } from './linkToken.ts';

/** Proves an e-mail address by the link of a mail, as soon as it opens. */
export function ConfirmEmailPage() {
  const { t } = useTranslation();
  const formats = useFormats();
  const { client } = useApp();
  const { start } = useActions();
  const [token] = useState(takeLinkToken);
  const [email, setEmail] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(token === null ? { code: 'link_invalid' } : null);
  useEffect(() => {
    if (token === null) return;
    client.call(confirmEmail, { body: { token } }).then(
      (confirmed) => setEmail(confirmed.email),
      (error: unknown) => setProblem(problemOf(error)),
    );
  }, [client, token]);
  const [title, text] = problem
    ? [t('recovery.notConfirmedTitle'), problemText(t, formats, problem)]
    : email === null
      ? [t('recovery.confirmingTitle'), t('app.loading')]
      : [t('recovery.confirmedTitle'), t('recovery.confirmed', { email })];
  return (
    <AuthNote
      title={title}
      text={text}
      link="/"
      linkText={t('recovery.toKipux')}
      onFollow={() => void start()}
    />
  );
}
