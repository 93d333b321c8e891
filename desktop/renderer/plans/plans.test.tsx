// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { Locale } from '#shared/entities.ts';
import { createMemoryBridge } from '../testing/memoryBridge.ts';
import { createMemoryClient } from '../testing/memoryClient.ts';
import { newAccount } from '../testing/memoryServer.ts';
import { renderKipux } from '../testing/renderKipux.tsx';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const newClient = (locale: Locale = 'en') =>
  createMemoryClient({ account: newAccount('ana@ejemplo.es', 'Ana', locale) });
const plan = async (name: string) => {
  const heading = await screen.findByRole('heading', { name, level: 2 });
  const item = heading.closest('li');
  if (item === null) throw new Error(`${name} stands in no list`);
  return within(item);
};

test('the plans stand beside each other with their price and limits, and one’s own is marked', async () => {
  renderKipux('/plans', { locale: 'es', client: newClient('es') });
  const free = await plan('Free');
  expect(free.getByText('Gratis')).toBeDefined();
  expect(free.getByText('Tu plan')).toBeDefined();
  const pro = await plan('Pro');
  expect(pro.getByText('12,50 € al mes')).toBeDefined();
  expect(pro.getByText('20.000 mensajes al mes')).toBeDefined();
  expect((await plan('Team')).getByText('Mensajes sin límite')).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Elegir Free' })).toBeNull();
});

test('choosing a plan leads to the page where it is paid, in a browser in place of this one', async () => {
  const assign = vi.spyOn(window.location, 'assign').mockReturnValue();
  renderKipux('/plans', { locale: 'en', client: newClient() });
  fireEvent.click(await screen.findByRole('button', { name: 'Choose Pro' }));
  await waitFor(() => expect(assign).toHaveBeenCalledWith('https://checkout.stripe.com/c/pay/pro'));
});

test('in the desktop it opens outside, and the window says so until the payment is confirmed', async () => {
  const open = vi.spyOn(window, 'open').mockReturnValue(null);
  const client = newClient();
  renderKipux('/plans', { locale: 'en', client, desktop: createMemoryBridge() });
  fireEvent.click(await screen.findByRole('button', { name: 'Choose Pro' }));
  expect(await screen.findByText('The payment is open in your browser')).toBeDefined();
  expect(open).toHaveBeenCalledWith('https://checkout.stripe.com/c/pay/pro', '_blank', 'noopener');
  client.payment.subscribe('pro');
  expect(
    await screen.findByText('Thank you. You have the plan Pro now', {}, { timeout: 5_000 }),
  ).toBeDefined();
});

test('an address that is no web page is never opened', async () => {
  const assign = vi.spyOn(window.location, 'assign').mockReturnValue();
  const client = newClient();
  client.payment.state.checkoutUrl = 'javascript:alert(1)';
  renderKipux('/plans', { locale: 'en', client });
  fireEvent.click(await screen.findByRole('button', { name: 'Choose Pro' }));
  expect(await screen.findByRole('alert')).toBeDefined();
  expect(assign).not.toHaveBeenCalled();
});

test('coming back one reads that the payment is being confirmed, then that the plan is there', async () => {
  const client = newClient();
  renderKipux('/plans/paid', { locale: 'en', client });
  expect(await screen.findByText('Thank you. Your payment is being confirmed')).toBeDefined();
  client.payment.subscribe('team');
  expect(
    await screen.findByText('Thank you. You have the plan Team now', {}, { timeout: 5_000 }),
  ).toBeDefined();
});

test('who pays already changes plan where they pay, and sees when it ends', async () => {
  const assign = vi.spyOn(window.location, 'assign').mockReturnValue();
  const client = newClient();
  const [, pro] = client.payment.plans;
  if (pro) client.server.account().plan = pro;
  client.payment.subscribe('pro', { cancelAt: '2035-03-04T12:00:00.000Z' });
  renderKipux('/plans', { locale: 'en', client });
  expect((await plan('Pro')).getByText('Ends on March 4, 2035, and nothing more is charged.')).toBeDefined();
  fireEvent.click(await screen.findByRole('button', { name: 'Change to Team' }));
  await waitFor(() => expect(assign).toHaveBeenCalledWith('https://billing.stripe.com/p/session'));
  expect(client.calls).not.toContain('beginCheckout');
});

test.each([
  ['past_due', 'pro', '2035-03-04T12:00:00.000Z', /You keep your plan until March 4, 2035/],
  ['past_due', 'free', '2025-03-04T12:00:00.000Z', /your plan is no longer active\. Nothing was deleted/],
  ['paused', 'free', null, /Meanwhile you have the plan Free/],
] as const)('%s on the plan %s is said with the way out', async (status, code, allowanceEndsAt, words) => {
  const client = newClient();
  const own = client.payment.plans.find((one) => one.code === code);
  if (own) client.server.account().plan = own;
  client.payment.subscribe('pro', { status, allowanceEndsAt });
  renderKipux('/plans', { locale: 'en', client });
  const notice = within((await screen.findByText(words)).closest('section') ?? document.body);
  expect(notice.getByRole('button', { name: /Check payment|Manage subscription/ })).toBeDefined();
});

test('a server that takes no payment offers no button, and says whom to ask', async () => {
  const client = newClient();
  client.payment.state.canPay = false;
  renderKipux('/plans', { locale: 'en', client });
  expect(await screen.findByText(/ask whoever runs it/)).toBeDefined();
  expect(screen.queryByRole('button', { name: /Choose|Manage/ })).toBeNull();
});

test('a payment service that does not answer is said, and nothing is lost', async () => {
  const client = newClient();
  renderKipux('/plans', { locale: 'en', client });
  client.failNext('beginCheckout', 'payment_unavailable');
  fireEvent.click(await screen.findByRole('button', { name: 'Choose Pro' }));
  expect((await screen.findByRole('alert')).textContent).toMatch(/Nothing was charged/);
  expect(screen.getByRole('button', { name: 'Choose Pro' })).toBeDefined();
});

test('who paid in a browser without being signed in there reads that they can go back', async () => {
  renderKipux('/plans/paid', { locale: 'en', client: createMemoryClient({ account: null }) });
  expect(await screen.findByText('You can go back to Kipux')).toBeDefined();
});
