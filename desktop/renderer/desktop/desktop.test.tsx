// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { createI18n } from '../i18n/i18n.ts';
import { createMemoryBridge } from '../testing/memoryBridge.ts';
import { createMemoryClient } from '../testing/memoryClient.ts';
import { renderKipux } from '../testing/renderKipux.tsx';
import { desktopStrings } from './strings.ts';

afterEach(cleanup);

const { es } = desktopStrings;
const firstStart = { serverAddress: null };

test('the first start offers this computer, and goes on to the login', async () => {
  const desktop = createMemoryBridge(firstStart);
  renderKipux('/', { client: createMemoryClient(), desktop });
  await screen.findByRole('heading', { name: es.chooseTitle });
  expect(screen.getByRole('radio', { name: /Este ordenador/ })).toHaveProperty('checked', true);
  fireEvent.click(screen.getByRole('button', { name: es.connect }));
  await screen.findByLabelText('Correo electrónico');
  expect(desktop.asked).toContainEqual({ chooseServer: null });
});

test('without a server on this computer only an organisation can be chosen', async () => {
  renderKipux('/', {
    client: createMemoryClient(),
    desktop: createMemoryBridge({ ...firstStart, thisComputer: false }),
  });
  expect(await screen.findByRole('radio', { name: /Este ordenador/ })).toHaveProperty('disabled', true);
  expect(screen.getByRole('radio', { name: /Tu organización/ })).toHaveProperty('checked', true);
  fireEvent.click(screen.getByRole('button', { name: es.connect }));
  expect(await screen.findByText(es.missingAddress)).toBeDefined();
});

test.each(
  (['es', 'en'] as const).flatMap((locale) =>
    (['invalid_address', 'not_secure', 'offline', 'incompatible'] as const).map(
      (code) => [locale, code] as const,
    ),
  ),
)('in %s an address that cannot be used says why: %s', async (locale, code) => {
  const desktop = createMemoryBridge(firstStart);
  const { t } = createI18n(locale);
  renderKipux('/', { locale, client: createMemoryClient(), desktop });
  fireEvent.click(await screen.findByRole('radio', { name: new RegExp(t('desktop.organisation')) }));
  const field = screen.getByLabelText(t('desktop.address'));
  fireEvent.change(field, { target: { value: ' kipux.example.org ' } });
  desktop.refuseNext(code);
  fireEvent.click(screen.getByRole('button', { name: t('desktop.connect') }));
  expect(await screen.findByText(t(`desktop.${code}`))).toBeDefined();
  expect(field).toHaveProperty('value', ' kipux.example.org ');
  fireEvent.click(screen.getByRole('button', { name: t('desktop.connect') }));
  await screen.findByLabelText(t('auth.email'));
  expect(desktop.asked).toContainEqual({ chooseServer: 'kipux.example.org' });
});

test('the window follows the language and the theme of the account', async () => {
  const desktop = createMemoryBridge();
  const { app } = renderKipux('/', { desktop });
  await screen.findByLabelText('Tu mensaje');
  await act(() => app.actions.updateAccount({ settings: { locale: 'en', theme: 'dark' } }));
  await waitFor(() =>
    expect(desktop.asked.at(-1)).toEqual({ setAppearance: { locale: 'en', theme: 'dark' } }),
  );
});

test('the application menu finds, opens the settings and begins a conversation', async () => {
  const desktop = createMemoryBridge();
  const { path } = renderKipux('/documents', { desktop });
  await screen.findAllByRole('navigation');
  act(() => desktop.command('settings'));
  await screen.findByRole('heading', { name: 'Ajustes' });
  act(() => desktop.command('newConversation'));
  await screen.findByLabelText('Tu mensaje');
  expect(path()).toBe('/');
  act(() => desktop.command('findConversation'));
  expect(await screen.findByPlaceholderText('Título o palabras de un mensaje')).toBeDefined();
});

test('a device without a key store says that one logs in again, and can be told that this is known', async () => {
  renderKipux('/', { desktop: createMemoryBridge({ session: 'memory' }) });
  await screen.findByText(es.memory);
  fireEvent.click(screen.getByRole('button', { name: 'Cerrar' }));
  expect(screen.queryByText(es.memory)).toBeNull();
});

test.each(['newer', 'full', 'unavailable'] as const)('a cache that is %s says what to do', async (cache) => {
  renderKipux('/', { desktop: createMemoryBridge({ cache }) });
  expect(await screen.findByText(es[`cache_${cache}`])).toBeDefined();
});

test('offline the strip says what can be done meanwhile, nothing can be sent, and the strip goes by itself', async () => {
  const { client } = renderKipux('/', { desktop: createMemoryBridge() });
  await screen.findByLabelText('Tu mensaje');
  act(() => client.emit({ type: 'connection', connection: 'offline' }));
  await screen.findByText(es.offlineWorks);
  expect(screen.getByRole('button', { name: 'Enviar' }).getAttribute('aria-disabled')).toBe('true');
  act(() => client.emit({ type: 'connection', connection: 'online' }));
  await waitFor(() => expect(screen.queryByText(es.offlineWorks)).toBeNull());
});

test('the server is named at the login and in the settings, and can be changed or kept', async () => {
  const desktop = createMemoryBridge();
  renderKipux('/settings', { desktop });
  await screen.findByText('kipux.example.org');
  expect(screen.getByRole('heading', { name: es.settingsTitle })).toBeDefined();
  act(() => desktop.command('chooseServer'));
  await screen.findByRole('heading', { name: es.chooseAgainTitle });
  expect(screen.getByText(es.changeWarning)).toBeDefined();
  expect(screen.getByDisplayValue('https://kipux.example.org')).toBeDefined();
  fireEvent.click(screen.getByRole('button', { name: 'Cancelar' }));
  await screen.findByRole('heading', { name: 'Ajustes' });
  expect(desktop.asked).not.toContainEqual(expect.objectContaining({ chooseServer: expect.anything() }));
});

test('a person sees how much this device keeps, says how much it may, and frees space at once', async () => {
  renderKipux('/settings', { desktop: createMemoryBridge() });
  const most = await screen.findByLabelText(es.storageMost);
  expect(screen.getByText('187 MB')).toBeDefined();
  fireEvent.change(most, { target: { value: 'none' } });
  await waitFor(() => expect(screen.getByDisplayValue(es.storageNoLimit)).toBeDefined());
  fireEvent.click(screen.getByRole('button', { name: es.storageFree }));
  expect(await screen.findByText('12 MB')).toBeDefined();
});

test('in a browser nothing speaks of a device or a choice of servers', async () => {
  renderKipux('/settings');
  await screen.findByRole('heading', { name: 'Ajustes' });
  expect(screen.queryByRole('heading', { name: es.settingsTitle })).toBeNull();
});
