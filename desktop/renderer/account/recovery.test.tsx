// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { createI18n } from '../i18n/i18n.ts';
import { createMemoryClient } from '../testing/memoryClient.ts';
import { renderKipux } from '../testing/renderKipux.tsx';

afterEach(() => {
  cleanup();
  location.hash = '';
});

const TOKEN = 'x'.repeat(43);
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

function fill(label: string | RegExp, value: string) {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
}

test.each(['es', 'en'] as const)(
  'from the login a link is asked for, whoever it is, in %s',
  async (locale) => {
    const { t } = createI18n(locale);
    renderKipux('/login', { locale, client: createMemoryClient() });
    await screen.findByLabelText(t('auth.email'));
    fill(t('auth.email'), 'ana@ejemplo.es');
    fireEvent.click(screen.getByRole('link', { name: t('recovery.forgot') }));
    await screen.findByRole('heading', { name: t('recovery.forgotTitle') });
    press(t('recovery.sendLink'));
    expect(await screen.findByText(t('recovery.sentText', { email: 'ana@ejemplo.es' }))).toBeDefined();
  },
);

test('where no mail is sent it says who can help', async () => {
  const client = createMemoryClient();
  client.account.security.mail = false;
  renderKipux('/forgot', { client });
  expect(await screen.findByText(/Este servidor no envía correos/)).toBeDefined();
});

test('the link’s secret leaves the address at once, and a weak password can be tried again', async () => {
  location.hash = TOKEN;
  const client = createMemoryClient();
  renderKipux('/reset', { client });
  await screen.findByLabelText('Contraseña nueva');
  expect(location.href).not.toContain(TOKEN);
  client.failNext('resetPassword', 'weak_password');
  fill('Contraseña nueva', 'contraseña');
  press('Guardar la contraseña');
  await screen.findByText(/Es de las más usadas/);
  fill('Contraseña nueva', 'una frase nueva');
  press('Guardar la contraseña');
  await screen.findByRole('heading', { name: 'Contraseña cambiada' });
});

test('a link that was used says so and offers another', async () => {
  location.hash = TOKEN;
  const client = createMemoryClient();
  client.failNext('resetPassword', 'link_invalid');
  renderKipux('/reset', { client });
  await screen.findByLabelText('Contraseña nueva');
  fill('Contraseña nueva', 'una frase nueva');
  press('Guardar la contraseña');
  await screen.findByRole('heading', { name: 'Este enlace ya no vale' });
  expect(screen.getByRole('link', { name: 'Pedir otro enlace' }).getAttribute('href')).toBe('/forgot');
});

test('an e-mail is confirmed by its link, signed in or not', async () => {
  location.hash = TOKEN;
  renderKipux('/confirm-email');
  await screen.findByRole('heading', { name: 'Correo confirmado' });
  cleanup();
  renderKipux('/confirm-email', { client: createMemoryClient() });
  expect(await screen.findByRole('heading', { name: 'No se pudo confirmar el correo' })).toBeDefined();
});
