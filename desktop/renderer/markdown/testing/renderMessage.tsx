import { act, render } from '@testing-library/react';
import { I18nextProvider } from 'react-i18next';
import { TooltipScope } from '../../design/Tooltip.tsx';
import { createI18n } from '../../i18n/i18n.ts';
import { MessageContent, type MessageContentProps } from '../MessageContent.tsx';

const i18n = createI18n('en');

/** A message on a real DOM. `update` gives it other properties, as the rest of the app would. */
export function renderMessage(props: MessageContentProps) {
  const element = (next: MessageContentProps) => (
    <I18nextProvider i18n={i18n}>
      <TooltipScope>
        <MessageContent {...next} />
      </TooltipScope>
    </I18nextProvider>
  );
  const { container, rerender, unmount } = render(element(props));
  return {
    container,
    html: () => container.innerHTML,
    update: (next: MessageContentProps) => act(() => rerender(element(next))),
    unmount,
  };
}

/** The DOM of a text that was stored. */
export function storedHtml(text: string): string {
  const { html, unmount } = renderMessage({ text });
  const result = html();
  unmount();
  return result;
}

/** Shows a text growing, stopping at each of the given lengths, then finished. `seen` looks at every state. */
export function streamMessage(
  text: string,
  lengths: readonly number[],
  seen?: (container: HTMLElement) => void,
): string {
  const { container, html, update, unmount } = renderMessage({ text: '', streaming: true });
  for (const length of lengths) {
    update({ text: text.slice(0, length), streaming: true });
    seen?.(container);
  }
  update({ text });
  seen?.(container);
  const result = html();
  unmount();
  return result;
}

/** The lengths at which a text is seen when it comes character by character. */
export function everyLength(text: string): number[] {
  return Array.from({ length: text.length }, (_, index) => index);
}
