import { useState } from 'react';
import { useApp } from '../state/app.tsx';
import type { Draft } from '../state/localRecords.ts';

export type DraftControl = Draft & { change: (patch: Partial<Draft>) => void; clear: () => void };

/** What is being written in one conversation; every change is kept on this device. */
export function useDraft(key: string): DraftControl {
  const app = useApp();
  const [draft, setDraft] = useState<Draft>(() => app.records()?.readDraft(key) ?? { text: '' });
  const write = (next: Draft) => {
    setDraft(next);
    app.records()?.writeDraft(key, next);
  };
  return {
    ...draft,
    change: (patch) => write({ ...draft, ...patch }),
    clear: () => write({ text: '' }),
  };
}
