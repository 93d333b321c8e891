// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { createI18n } from '../i18n/i18n.ts';
import { createMemoryClient } from '../testing/memoryClient.ts';
import { newAccount } from '../testing/memoryServer.ts';
import { renderKipux } from '../testing/renderKipux.tsx';

afterEach(cleanup);

const locales = ['es', 'en'] as const;

function fill(label: string | RegExp, value: string) {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
}

const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

test.each(locales)(
  'another password asks for the present one, says when it is wrong, in %s',
  async (locale) => {
    const { t } = createI18n(locale);
    const { client } = renderKipux('/settings', { locale });
    await screen.findByRole('heading', { name: t('accountSettings.password') });
    press(t('accountSettings.changePassword'));
    press(t('accountSettings.changePasswordSubmit'));
    expect(await screen.findAllByText(t('auth.missingPassword'))).toHaveLength(2);
    expect(client.calls).not.toContain('changePassword');
    fill(t('accountSettings.currentPassword'), 'wrong password');
    fill(t('accountSettings.newPassword'), 'una frase nueva');
    press(t('accountSettings.changePasswordSubmit'));
    await screen.findByText(t('errors.wrong_password'));
    fill(t('accountSettings.currentPassword'), 'una frase larga');
    press(t('accountSettings.changePasswordSubmit'));
    await screen.findByText(t('notices.passwordChanged'));
  },
);

test('a device that is signed out leaves the list; one’s own is not offered', async () => {
  renderKipux('/settings');
  const row = async (name: RegExp) => (await screen.findByText(name)).closest('li') ?? document.body;
  expect(within(await row(/Firefox en Linux/)).queryByRole('button')).toBeNull();
  fireEvent.click(within(await row(/Kipux en macOS/)).getByRole('button'));
  await expect.poll(() => screen.queryByText(/Kipux en macOS/)).toBeNull();
  press('Cerrar sesión en los demás');
  await expect.poll(() => screen.queryByText('curl')).toBeNull();
  await screen.findByText(/Firefox en Linux/);
});

test('another e-mail waits to be confirmed, and can be given up', async () => {
  renderKipux('/settings');
  await screen.findByLabelText('Correo electrónico');
  press('Cambiar el correo');
  fill('Correo nuevo', 'ana@example.org');
  fill('Contraseña actual', 'una frase larga');
  press('Cambiarlo');
  await screen.findByText(/Falta confirmar ana@example.org/);
  press('No cambiarlo');
  await expect.poll(() => screen.queryByText(/Falta confirmar/)).toBeNull();
});

test('the second factor is turned on in three steps, and off again with password and code', async () => {
  renderKipux('/settings');
  await screen.findByText('Está desactivada.');
  press('Activar');
  fill('Contraseña actual', 'una frase larga');
  press('Continuar');
  await screen.findByRole('img', { name: /Código QR/ });
  fill('Código', '000000');
  fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Activar' }));
  await screen.findByText(/Este código no vale/);
  fill('Código', '123456');
  fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Activar' }));
  await screen.findByText('k0m4p-q7r0t');
  press('Los he guardado');
  await screen.findByText('Está activada. Te quedan 10 códigos de recuperación.');
  press('Desactivar');
  fill('Contraseña actual', 'una frase larga');
  fill('Código', '123456');
  fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Desactivar' }));
  expect(await screen.findByText('Está desactivada.')).toBeDefined();
});

test('deleting the account asks for the password, says what it means and ends at the login', async () => {
  const { path } = renderKipux('/settings');
  await screen.findByRole('heading', { name: 'Tus datos' });
  expect(screen.getByRole('link', { name: 'Descargar todo' }).getAttribute('href')).toBe(
    '/api/account/export',
  );
  press('Eliminar la cuenta');
  await screen.findByText(/Durante 14 días basta con entrar/);
  fill('Contraseña actual', 'wrong password');
  press('Eliminarla');
  await screen.findByText(/Esa no es tu contraseña actual/);
  fill('Contraseña actual', 'una frase larga');
  press('Eliminarla');
  await screen.findByRole('heading', { name: 'Entra en tu cuenta' });
  expect(path()).toBe('/login');
});

test.each(locales)(
  'a cap of one’s own is set, refused when it is no number, and taken away, in %s',
  async (locale) => {
    const { t } = createI18n(locale);
    const { client } = renderKipux('/settings', { locale });
    const field = await screen.findByLabelText(t('usage.messageCap'));
    const save = screen.getByRole('button', { name: t('usage.saveCaps') });
    expect(save).toHaveProperty('disabled', true);
    fireEvent.change(field, { target: { value: 'muchos' } });
    await screen.findByText(t('usage.capWrong'));
    expect(save).toHaveProperty('disabled', true);
    fireEvent.change(field, { target: { value: '1.200' } });
    fireEvent.click(save);
    await screen.findByText(t('usage.capsSaved'));
    expect(client.server.account().usage.caps).toEqual({ messages: 1_200, tokens: null });
    fireEvent.change(field, { target: { value: '' } });
    fireEvent.click(save);
    await expect.poll(() => client.server.account().usage.caps.messages).toBeNull();
  },
);

test('what is used and left of the plan is said in numbers, and what happens at its end', async () => {
  const account = newAccount();
  account.plan.tokenLimit = 200_000;
  account.usage = { ...account.usage, reserved: { messages: 1, tokens: 5_000 } };
  renderKipux('/settings', { client: createMemoryClient({ account }) });
  await screen.findByText('213 de 1000 · quedan 787');
  await screen.findByText('184.200 de 200.000 · quedan 15.800');
  await screen.findByText(/Incluye 5000 tokens apartados/);
  expect(await screen.findByText(/Nada se borra/)).toBeDefined();
});
