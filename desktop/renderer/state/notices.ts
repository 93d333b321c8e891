import { v7 as uuid } from 'uuid';
import type { AppContext } from './context.ts';
import type { Notice } from './model.ts';

export const UNDO_MILLISECONDS = 8_000;
const MOST_AT_ONCE = 3;

export type NoticeActions = {
  notify(notice: Pick<Notice, 'kind'> & Partial<Omit<Notice, 'id' | 'kind'>>): string;
  dismiss(id: string): void;
};

/** Short messages at the edge of the window; the oldest make room for new ones. */
export function noticeActions({ store }: AppContext): NoticeActions {
  return {
    notify(partial) {
      const notice: Notice = {
        tone: 'neutral',
        subject: '',
        problem: null,
        undo: null,
        action: null,
        lasts: UNDO_MILLISECONDS,
        ...partial,
        id: uuid(),
      };
      store.setState((state) => ({ notices: [...state.notices, notice].slice(-MOST_AT_ONCE) }));
      return notice.id;
    },
    dismiss(id) {
      store.setState((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }));
    },
  };
}
