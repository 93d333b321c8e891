// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { Highlighted } from './Highlighted.tsx';

afterEach(cleanup);

test('the found words are marked and the text stays whole', () => {
  const { container } = render(<Highlighted text="el interés compuesto" ranges={[[3, 10]]} />);
  expect(container.textContent).toBe('el interés compuesto');
  expect(container.querySelector('mark')?.textContent).toBe('interés');
});

test('case 18: a snippet with markup is shown as text', () => {
  const { container } = render(<Highlighted text="<img src=x onerror=alert(1)>" ranges={[[0, 4]]} />);
  expect(container.querySelector('img')).toBeNull();
  expect(container.textContent).toBe('<img src=x onerror=alert(1)>');
});

test('offsets that make no sense are left out', () => {
  const { container } = render(
    <Highlighted
      text="corto"
      ranges={[
        [3, 2],
        [-1, 2],
        [4, 99],
      ]}
    />,
  );
  expect(container.textContent).toBe('corto');
  expect(container.querySelector('mark')).toBeNull();
});
