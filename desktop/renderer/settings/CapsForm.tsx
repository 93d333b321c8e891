import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { updateCaps } from '#shared/endpoints/account.ts';
import type { Caps } from '#shared/entities.ts';
import { Button } from '../design/Button.tsx';
import { Field } from '../design/Field.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import { useActions, useApp } from '../state/app.tsx';
import styles from './CapsForm.module.css';
import { useTask } from './useTask.ts';

const MAX_CAP = 2_147_483_647;

/** Limits a month that a person sets for themselves. */
export function CapsForm({ caps }: { caps: Caps }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { client } = useApp();
  const { refreshUsage } = useActions();
  const { busy, problem, run } = useTask();
  const [messages, setMessages] = useState(textOf(caps.messages));
  const [tokens, setTokens] = useState(textOf(caps.tokens));
  const [saved, setSaved] = useState(false);
  const wished = { messages: capOf(messages), tokens: capOf(tokens) };
  const isWrong = wished.messages === undefined || wished.tokens === undefined;
  const isChanged = wished.messages !== caps.messages || wished.tokens !== caps.tokens;
  const submit = async () => {
    if (isWrong || !isChanged) return;
    const isDone = await run(() => client.call(updateCaps, { body: wished }));
    if (isDone) await refreshUsage();
    setSaved(isDone);
  };
  const field = (label: string, value: string, change: (text: string) => void) => (
    <Field
      label={label}
      inputMode="numeric"
      placeholder={t('usage.noCap')}
      value={value}
      error={capOf(value) === undefined && t('usage.capWrong')}
      onChange={(event) => {
        setSaved(false);
        change(event.target.value);
      }}
    />
  );
  return (
    <form
      className={styles.caps}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <fieldset className={styles.fields}>
        <legend>{t('usage.caps')}</legend>
        <p className={styles.hint}>{t('usage.capsHint')}</p>
        {field(t('usage.messageCap'), messages, setMessages)}
        {field(t('usage.tokenCap'), tokens, setTokens)}
      </fieldset>
      <div className={styles.end}>
        <Button type="submit" disabled={busy || isWrong || !isChanged}>
          {t('usage.saveCaps')}
        </Button>
        <p role="status">{problem ? problemText(t, formats, problem) : saved && t('usage.capsSaved')}</p>
      </div>
    </form>
  );
}

const textOf = (cap: number | null): string => (cap === null ? '' : String(cap));

/** null: none; undefined: not a number that a cap can be. Points, commas and spaces between digits are a way of writing it. */
function capOf(text: string): number | null | undefined {
  const digits = text.replace(/(?<=\d)[.,\s](?=\d{3}(?!\d))/g, '').trim();
  if (digits === '') return null;
  const value = /^\d{1,10}$/.test(digits) ? Number(digits) : undefined;
  return value !== undefined && value <= MAX_CAP ? value : undefined;
}
