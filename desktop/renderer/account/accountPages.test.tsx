// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { createI18n } from '../i18n/i18n.ts';
import { createMemoryClient } from '../testing/memoryClient.ts';
import { renderKipux } from '../testing/renderKipux.tsx';

afterEach(cleanup);

const locales = ['es', 'en'] as const;

function fill(label: string | RegExp, value: string) {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
}

test.each(locales)('a wrong password says what to do, in %s', async (locale) => {
  const { t } = createI18n(locale);
  renderKipux('/login', { locale, client: createMemoryClient() });
  await screen.findByLabelText(t('auth.email'));
  fill(t('auth.email'), 'ana@ejemplo.es');
  fill(t('auth.password'), 'wrong password');
  fireEvent.click(screen.getByRole('button', { name: t('auth.login') }));
  expect(await screen.findByText(t('auth.wrongCredentials'))).toBeDefined();
});

test.each(locales)('too many attempts say how long to wait, in %s', async (locale) => {
  const { t } = createI18n(locale);
  const client = createMemoryClient();
  client.failNext('login', 'rate_limited', { retryAfterSeconds: 30 });
  renderKipux('/login', { locale, client });
  await screen.findByLabelText(t('auth.email'));
  fill(t('auth.email'), 'ana@ejemplo.es');
  fill(t('auth.password'), 'una frase larga');
  fireEvent.click(screen.getByRole('button', { name: t('auth.login') }));
  expect(await screen.findByText(t('errors.rate_limited_in', { count: 30 }))).toBeDefined();
});

test.each(locales)('who is suspended is told so, and by whom it is undone, in %s', async (locale) => {
  const { t } = createI18n(locale);
  const client = createMemoryClient();
  client.failNext('login', 'forbidden');
  renderKipux('/login', { locale, client });
  await screen.findByLabelText(t('auth.email'));
  fill(t('auth.email'), 'ana@ejemplo.es');
  fill(t('auth.password'), 'una frase larga');
  fireEvent.click(screen.getByRole('button', { name: t('auth.login') }));
  expect(await screen.findByText(t('auth.suspended'))).toBeDefined();
});

test('with the server gone a login can be tried again, and keeps what was written', async () => {
  const client = createMemoryClient();
  client.failNext('login', 'offline');
  const { path } = renderKipux('/login', { client });
  await screen.findByLabelText('Correo electrónico');
  fill('Correo electrónico', 'ana@ejemplo.es');
  fill('Contraseña', 'una frase larga');
  fireEvent.click(screen.getByRole('button', { name: 'Entrar' }));
  await screen.findByText(/No se llega al servidor/);
  fireEvent.click(screen.getByRole('button', { name: 'Entrar' }));
  await screen.findByLabelText('Your message');
  expect(path()).toBe('/');
});

test('a taken e-mail offers to log in with it, and takes it along', async () => {
  const client = createMemoryClient();
  client.failNext('register', 'email_taken');
  const { path } = renderKipux('/register', { client });
  await screen.findByLabelText('Correo electrónico');
  fill('Correo electrónico', 'ana@ejemplo.es');
  fill('Contraseña', 'una frase larga');
  fireEvent.click(screen.getByRole('button', { name: 'Crear cuenta' }));
  fireEvent.click(await screen.findByRole('link', { name: 'Entrar con este correo' }));
  expect(path()).toContain('/login');
  expect(await screen.findByDisplayValue('ana@ejemplo.es')).toBeDefined();
});

test('a password that is too short is said before the server is asked', async () => {
  const { client } = renderKipux('/register', { client: createMemoryClient() });
  await screen.findByLabelText('Correo electrónico');
  fill('Correo electrónico', 'ana@ejemplo.es');
  fill('Contraseña', 'corta');
  fireEvent.click(screen.getByRole('button', { name: 'Crear cuenta' }));
  expect(await screen.findByText('Es demasiado corta: usa al menos 8 caracteres.')).toBeDefined();
  expect(client.calls).not.toContain('register');
});

test('a password that everybody uses is said to be one', async () => {
  const client = createMemoryClient();
  client.failNext('register', 'weak_password');
  renderKipux('/register', { client });
  await screen.findByLabelText('Correo electrónico');
  fill('Correo electrónico', 'ana@ejemplo.es');
  fill('Contraseña', 'contraseña');
  fireEvent.click(screen.getByRole('button', { name: 'Crear cuenta' }));
  expect(await screen.findByText(/Es de las más usadas/)).toBeDefined();
});

test('who is not signed in gets to the login, from anywhere', async () => {
  const { path } = renderKipux('/c/0190a0a0-0000-7000-8000-000000000000', { client: createMemoryClient() });
  await screen.findByLabelText('Correo electrónico');
  expect(path()).toMatch(/^\/login\?from=/);
});

test('who is signed in does not see the login', async () => {
  const { path } = renderKipux('/login');
  await screen.findByLabelText('Tu mensaje');
  expect(path()).toBe('/');
});

test('the language can be changed before there is an account', async () => {
  renderKipux('/login', { client: createMemoryClient() });
  fireEvent.change(await screen.findByLabelText('Idioma'), { target: { value: 'en' } });
  expect(await screen.findByRole('heading', { name: 'Log in' })).toBeDefined();
  expect(document.documentElement.lang).toBe('en');
});

test('a session that ends by itself says so, and logging in goes back to where one was', async () => {
  const { client, path } = renderKipux('/settings');
  await screen.findByRole('heading', { name: 'Ajustes' });
  client.emit({ type: 'signedOut' });
  await screen.findByText(/Tu sesión ha terminado/);
  fill('Correo electrónico', 'ana@ejemplo.es');
  fill('Contraseña', 'una frase larga');
  fireEvent.click(screen.getByRole('button', { name: 'Entrar' }));
  await screen.findByRole('heading', { name: 'Ajustes' });
  expect(path()).toBe('/settings');
});

test.each(['//evil.example', 'https://evil.example', '/\\evil.example', '/login'])(
  'logging in goes nowhere but to a page of ours: %s',
  async (from) => {
    const { path } = renderKipux(`/login?from=${encodeURIComponent(from)}`);
    await screen.findByLabelText('Tu mensaje');
    expect(path()).toBe('/');
  },
);

test.each(locales)('after the password comes the code, which can be wrong, in %s', async (locale) => {
  const { t } = createI18n(locale);
  const client = createMemoryClient();
  client.failNext('login', 'second_factor_required', { challenge: 'x' });
  const { path } = renderKipux('/login', { locale, client });
  await screen.findByLabelText(t('auth.email'));
  fill(t('auth.email'), 'ana@ejemplo.es');
  fill(t('auth.password'), 'una frase larga');
  fireEvent.click(screen.getByRole('button', { name: t('auth.login') }));
  await screen.findByRole('heading', { name: t('twoFactor.loginTitle') });
  fill(t('twoFactor.code'), '000000');
  fireEvent.click(screen.getByRole('button', { name: t('auth.login') }));
  await screen.findByText(t('errors.wrong_code'));
  fill(t('twoFactor.code'), '123456');
  fireEvent.click(screen.getByRole('button', { name: t('auth.login') }));
  await expect.poll(path).toBe('/');
});

test('where accounts are by invitation only its link opens the form', async () => {
  const client = createMemoryClient();
  client.account.options.registration = 'invitation';
  renderKipux('/register', { client });
  expect(await screen.findByText(/se crean por invitación/)).toBeDefined();
  cleanup();
  location.hash = 'x'.repeat(43);
  renderKipux('/register', { client });
  await screen.findByLabelText('Correo electrónico');
  location.hash = '';
});

test('the first account of a server that others reach asks for its code', async () => {
  const client = createMemoryClient();
  client.account.options.setupCode = true;
  client.failNext('register', 'setup_code_required');
  renderKipux('/register', { client });
  await screen.findByLabelText('Código de inicio');
  fill('Correo electrónico', 'ana@ejemplo.es');
  fill('Contraseña', 'una frase larga');
  fill('Código de inicio', 'ABCD');
  fireEvent.click(screen.getByRole('button', { name: 'Crear cuenta' }));
  expect(await screen.findByText(/Falta el código que el servidor mostró/)).toBeDefined();
});
