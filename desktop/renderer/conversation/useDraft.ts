import { useEffect, useRef, useState } from 'react';
import { LIMITS } from '#shared/limits.ts';
import { useActions, useApp, useAppState } from '../state/app.tsx';
import { type Draft, NEW_CONVERSATION } from '../state/localRecords.ts';

/** So long after the last key a draft is given to the other devices. */
const SHARE_AFTER_MS = 2_000;
/** Somebody who has typed so lately is writing: what comes from elsewhere takes nothing out of their hands. */
const WRITING_MS = 5_000;

export type DraftControl = Pick<Draft, 'text' | 'model' | 'documentIds'> & {
  change: (patch: Partial<Draft>) => void;
  clear: () => void;
};

/**
 * What is being written in one conversation. Every change is kept on this device at once; a conversation's text follows
 * the person to other devices, where the last one written wins, but never over what was written since or is being typed.
 */
export function useDraft(key: string): DraftControl {
  const app = useApp();
  const { shareDraft } = useActions();
  const there = useAppState(({ conversations }) => conversations.get(key)?.draft);
  const [draft, setDraft] = useState<Draft>(() => app.records()?.readDraft(key) ?? { text: '' });
  const typedAt = useRef(Number.NEGATIVE_INFINITY);
  /** How many calls that share it are under way: what they answer with was here first. */
  const giving = useRef(0);
  const write = (next: Draft) => {
    setDraft(next);
    app.records()?.writeDraft(key, next);
  };
  const latest = useRef({ draft, write, share: () => {} });
  const share = () => {
    const { text } = latest.current.draft;
    if (!isUnshared(key, latest.current.draft) || !app.store.getState().conversations.has(key)) return;
    void give(text);
  };
  /** Only what others have counts as shared: until then what comes from elsewhere takes nothing away. */
  const give = async (text: string) => {
    const records = app.records();
    giving.current += 1;
    const isKnown = await shareDraft(key, text);
    giving.current -= 1;
    // It may have been written on here, or in the conversation opened again, and somebody else be signed in.
    if (!isKnown || !records || app.records() !== records) return;
    latest.current.write({ ...records.readDraft(key), shared: text });
  };
  useEffect(() => {
    latest.current = { draft, write, share };
  });

  useEffect(() => {
    if (there === undefined || giving.current > 0) return;
    const { draft: now, write: keep } = latest.current;
    const known = now.shared ?? '';
    if (there === known) return;
    const isFree = now.text === known && performance.now() - typedAt.current > WRITING_MS;
    if (isFree || now.text === there) keep({ ...now, text: there, shared: there });
  }, [there]);

  useEffect(() => {
    if (!isUnshared(key, draft)) return;
    const timer = setTimeout(() => latest.current.share(), SHARE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [key, draft]);
  useEffect(() => () => latest.current.share(), []);

  return {
    ...draft,
    change(patch) {
      if (patch.text !== undefined) typedAt.current = performance.now();
      write({ ...draft, ...patch });
    },
    clear() {
      write({ text: '', ...(draft.shared && { shared: draft.shared }) });
      if (draft.shared || giving.current > 0) void give('');
    },
  };
}

function isUnshared(key: string, { text, shared = '' }: Draft): boolean {
  return key !== NEW_CONVERSATION && text !== shared && text.length <= LIMITS.draftLength;
}
