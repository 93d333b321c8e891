// @vitest-environment happy-dom
import { act, cleanup, render, screen } from '@testing-library/react';
import { type ReactNode, Suspense } from 'react';
import { afterEach, expect, test } from 'vitest';
import { lazyPart } from './lazyPart.tsx';

afterEach(cleanup);

const Words = ({ text }: { text: string }) => <p>{text}</p>;

test('a part is drawn when its code has come, and at once when that came before', async () => {
  const code = Promise.withResolvers<typeof Words>();
  const Part = lazyPart(() => code.promise);
  const view = await act(async () => render(<Part text="first" />, { wrapper: Waiting }));
  expect(screen.getByText('waiting')).toBeDefined();
  await act(async () => code.resolve(Words));
  expect(screen.getByText('first')).toBeDefined();
  view.unmount();
  render(<Part text="again" />, { wrapper: Waiting });
  expect(screen.getByText('again')).toBeDefined();
});

test('a part that could not be fetched ahead is fetched again when it is wanted', async () => {
  let tries = 0;
  const Part = lazyPart(() =>
    ++tries === 1 ? Promise.reject(new Error('no connection')) : Promise.resolve(Words),
  );
  await expect(Part.preload()).rejects.toThrow('no connection');
  await act(async () => render(<Part text="after all" />, { wrapper: Waiting }));
  expect(await screen.findByText('after all')).toBeDefined();
});

function Waiting({ children }: { children: ReactNode }) {
  return <Suspense fallback={<p>waiting</p>}>{children}</Suspense>;
}
