// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { fillDesk } from '../testing/demoAdmin.ts';
import { createMemoryClient, type MemoryClient } from '../testing/memoryClient.ts';
import { newAccount } from '../testing/memoryServer.ts';
import { renderKipux } from '../testing/renderKipux.tsx';
import { en } from './strings/en.ts';
import { es } from './strings/es.ts';

afterEach(cleanup);

const words = { es, en };

function adminClient(locale: 'es' | 'en' = 'es'): MemoryClient {
  const account = newAccount('ana@ejemplo.es', 'Ana', locale);
  account.user.role = 'admin';
  const client = createMemoryClient({ account });
  fillDesk(client.admin, locale);
  return client;
}

const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const personNamed = (client: MemoryClient, name: string) => {
  const person = client.admin.people.find((candidate) => candidate.name === name);
  if (!person) throw new Error(`there is no ${name}`);
  return person;
};

test('who does not run the server finds nothing at the desk, and asks the server for nothing of it', async () => {
  const { client } = renderKipux('/admin/people');
  await screen.findByRole('heading', { name: 'Aquí no hay nada' });
  expect(client.calls).not.toContain('listUsers');
});

test.each(['es', 'en'] as const)('every part of the desk is a step away, in %s', async (locale) => {
  const { nav, overview } = words[locale];
  renderKipux('/admin', { locale, client: adminClient(locale) });
  await screen.findByRole('heading', { level: 1, name: overview.title });
  for (const place of ['people', 'plans', 'usage', 'jobs', 'health', 'settings', 'audit'] as const) {
    fireEvent.click(
      within(screen.getByRole('navigation', { name: nav.label })).getByRole('link', { name: nav[place] }),
    );
    await screen.findByRole('heading', { level: 1, name: words[locale][place].title });
    expect(screen.getByRole('link', { name: nav[place], current: 'page' })).toBeDefined();
  }
});

test('people are found as one types, opened by keys, and the list is there again on the way back', async () => {
  const client = adminClient();
  const { path } = renderKipux('/admin/people', { client });
  const row = await screen.findByRole('link', { name: /Ana Quispe/ });
  row.focus();
  fireEvent.keyDown(row, { key: 'ArrowDown' });
  await expect.poll(() => document.activeElement?.textContent).toContain('Luis Ferrer');
  fireEvent.change(screen.getByLabelText(es.people.search), { target: { value: 'mei' } });
  await expect.poll(() => screen.queryByRole('link', { name: /Ana Quispe/ })).toBeNull();
  fireEvent.click(screen.getByRole('link', { name: /Mei Tanaka/ }));
  await screen.findByRole('heading', { level: 1, name: 'Mei Tanaka' });
  fireEvent.keyDown(document.body, { key: 'Escape' });
  const again = await screen.findByRole('link', { name: /Mei Tanaka/ });
  expect(path()).toBe('/admin/people?search=mei');
  await expect.poll(() => document.activeElement).toBe(again);
});

test('nobody found says so, and the filters are cleared at once', async () => {
  renderKipux('/admin/people?search=zzz&role=admin', { client: adminClient() });
  await screen.findByText(es.people.nobody);
  press(es.people.clear);
  await screen.findByRole('link', { name: /Ana Quispe/ });
  expect(screen.getByLabelText(es.people.search)).toHaveProperty('value', '');
});

test('a suspension is done at once and can be taken back', async () => {
  const client = adminClient();
  const person = personNamed(client, 'Olivia Brown');
  renderKipux(`/admin/people/${person.id}`, { client });
  await screen.findByRole('heading', { level: 1, name: 'Olivia Brown' });
  press(es.person.suspend);
  await screen.findByText(/Suspendida desde/);
  expect(person.suspendedAt).not.toBeNull();
  press('Deshacer');
  await expect.poll(() => screen.queryByText(/Suspendida desde/)).toBeNull();
  expect(person.suspendedAt).toBeNull();
});

test('what the server refuses is said, and nothing is shown as done', async () => {
  const client = adminClient();
  renderKipux(`/admin/people/${personNamed(client, 'Tomás Villanueva').id}`, { client });
  await screen.findByRole('heading', { level: 1, name: 'Tomás Villanueva' });
  client.failNext('setUserRole', 'last_admin');
  fireEvent.click(screen.getByRole('radio', { name: es.people.roles.user }));
  await screen.findByText(/Alguien tiene que administrar este servidor/);
  expect(screen.getByRole('radio', { name: es.people.roles.admin })).toHaveProperty('checked', true);
});

test('another plan is assigned by hand, and the one before comes back', async () => {
  const client = adminClient();
  const person = personNamed(client, 'Eva Marín');
  renderKipux(`/admin/people/${person.id}`, { client });
  const select = await screen.findByLabelText(es.person.planLabel);
  await within(select).findByRole('option', { name: 'Equipo' });
  fireEvent.change(select, { target: { value: 'team' } });
  await expect.poll(() => person.plan.code).toBe('team');
  fireEvent.click(await screen.findByRole('button', { name: 'Deshacer' }));
  await expect.poll(() => person.plan.code).toBe('free');
});

test('deleting an account says what will happen before it does', async () => {
  const client = adminClient();
  const person = personNamed(client, 'Eva Marín');
  renderKipux(`/admin/people/${person.id}`, { client });
  await screen.findByRole('heading', { level: 1, name: 'Eva Marín' });
  press(es.person.delete);
  await screen.findByText(/Durante 14 días puedes restaurarla/);
  expect(person.deletesAt).toBeNull();
  press(es.person.deleteSubmit);
  await screen.findByText(/Se borra del todo/);
});

test('who was suspended stays it when the deletion of their account is taken back', async () => {
  const client = adminClient();
  const person = personNamed(client, 'Noor Haddad');
  renderKipux(`/admin/people/${person.id}`, { client });
  await screen.findByText(/Suspendida desde/);
  press(es.person.delete);
  fireEvent.click(await screen.findByRole('button', { name: es.person.deleteSubmit }));
  await screen.findByText(/Se borra del todo/);
  expect(screen.queryByText(/Suspendida desde/)).toBeNull();
  fireEvent.click(await screen.findByRole('button', { name: 'Deshacer' }));
  await screen.findByText(/Suspendida desde/);
  expect([person.suspendedAt === null, person.deletesAt]).toEqual([false, null]);
});

test('who was leaving is restored without an undo that would suspend them', async () => {
  const client = adminClient();
  const person = personNamed(client, 'Jonas Weber');
  renderKipux(`/admin/people/${person.id}`, { client });
  fireEvent.click(await screen.findByRole('button', { name: es.person.restore }));
  await screen.findByText('Puede entrar de nuevo', { exact: false });
  expect(person.deletesAt).toBeNull();
  expect(screen.queryByRole('button', { name: 'Deshacer' })).toBeNull();
});

test('no password link is offered for who is suspended, and the reason is said', async () => {
  const client = adminClient();
  renderKipux(`/admin/people/${personNamed(client, 'Noor Haddad').id}`, { client });
  const button = await screen.findByRole('button', { name: es.person.resetLink });
  expect(button).toHaveProperty('disabled', true);
  await screen.findByText(es.person.resetLinkSuspended);
});

test('an admin cannot suspend or delete the account they are in', async () => {
  const client = adminClient();
  const { id, email } = client.server.account().user;
  client.admin.addPerson({ id, email, name: 'Ana', role: 'admin' });
  renderKipux(`/admin/people/${id}`, { client });
  await screen.findByText(es.person.you);
  expect(screen.queryByRole('button', { name: es.person.suspend })).toBeNull();
  expect(screen.queryByRole('button', { name: es.person.delete })).toBeNull();
});

test('a plan of one’s own: mistakes are said at their fields, amounts stay decimal, empty means no limit', async () => {
  const client = adminClient();
  renderKipux('/admin/plans/new', { client });
  const fill = (label: string, value: string) =>
    fireEvent.change(screen.getByLabelText(label), { target: { value } });
  await screen.findByLabelText(es.plan.name);
  fill(es.plan.price, 'gratis');
  press(es.plan.create);
  await screen.findByText(es.plan.missingName);
  await screen.findByText(es.plan.wrongPrice);
  expect(client.calls).not.toContain('createPlan');
  fill(es.plan.name, 'Taller');
  fill(es.plan.code, 'taller');
  fill(es.plan.price, '12,50');
  fill(es.plan.messageLimit, '3');
  press(es.plan.create);
  await screen.findByRole('heading', { level: 1, name: es.plans.title });
  expect(client.admin.plan('taller')).toMatchObject({
    priceMonthly: '12.50',
    messageLimit: 3,
    tokenLimit: null,
    models: null,
  });
});

test('for whom a plan changes is asked wherever somebody has it or had it', async () => {
  const client = adminClient();
  Object.assign(client.admin.plan('team'), { subscribers: 0, isUnused: false });
  renderKipux('/admin/plans/of/team', { client });
  const everyone = await screen.findByRole('radio', { name: new RegExp(es.plan.appliesToEveryone) });
  expect(everyone).toHaveProperty('checked', false);
});

test('a plan is retired with the way back', async () => {
  const client = adminClient();
  renderKipux('/admin/plans', { client });
  fireEvent.click(await screen.findByRole('button', { name: 'Retirar el plan Equipo' }));
  await screen.findByRole('button', { name: 'Ofrecer de nuevo el plan Equipo' });
  press('Deshacer');
  await screen.findByRole('button', { name: 'Retirar el plan Equipo' });
  expect(client.admin.plan('team').retiredAt).toBeNull();
});

test('a chart is read day by day with the arrow keys, and as a table', async () => {
  renderKipux('/admin/usage', { client: adminClient() });
  const chart = await screen.findByRole('slider');
  const atLast = chart.getAttribute('aria-valuetext');
  fireEvent.keyDown(chart, { key: 'ArrowLeft' });
  expect(chart.getAttribute('aria-valuenow')).toBe('29');
  expect(chart.getAttribute('aria-valuetext')).not.toBe(atLast);
  expect(chart.getAttribute('aria-valuetext')).toMatch(/\d+ mensajes, \d+ personas/);
  const details = screen.getByText(es.showTable).closest('details');
  if (!details) throw new Error('the numbers are not in the page');
  details.open = true;
  fireEvent(details, new Event('toggle'));
  const table = await screen.findByRole('table', { name: es.usage.byDay.messages });
  expect(within(table).getAllByRole('row')).toHaveLength(31);
});

test('a failed job says why and is tried again', async () => {
  const client = adminClient();
  renderKipux('/admin/jobs', { client });
  await screen.findByText(es.jobs.reasons.damaged);
  screen.getByRole('radio', { name: `${es.jobs.states.failed} 3` });
  expect(client.calls).not.toContain('getOverview');
  press('Reintentar la tarea de Luis Ferrer');
  await expect.poll(() => screen.queryByText(es.jobs.reasons.damaged)).toBeNull();
  expect(client.admin.jobs.filter(({ state }) => state === 'waiting')).toHaveLength(2);
});

test('the models that people may use are some of the provider’s, never without the server’s own', async () => {
  const client = adminClient();
  renderKipux('/admin/settings', { client });
  fireEvent.click(await screen.findByRole('radio', { name: es.settings.modelsSome }));
  const own = await screen.findByRole('checkbox', { name: /gpt-5-mini/ });
  expect(own).toHaveProperty('disabled', true);
  fireEvent.click(screen.getByRole('checkbox', { name: 'llama3.2' }));
  await expect.poll(() => client.admin.settings.allowedModels).toEqual(['gpt-5-mini', 'llama3.2']);
});

test('an admin invites, and takes an invitation back', async () => {
  renderKipux('/admin/settings', { client: adminClient() });
  fireEvent.change(await screen.findByLabelText(/Invitar a/), { target: { value: 'zoe@ejemplo.es' } });
  press('Invitar');
  await screen.findByText(/register#A{43}/);
  fireEvent.click(await screen.findByRole('button', { name: 'Retirar la invitación de zoe@ejemplo.es' }));
  await expect.poll(() => screen.queryByText(/zoe@ejemplo.es/)).toBeNull();
});

test('the audit log tells in words who did what to whom, and what changed', async () => {
  renderKipux('/admin/audit', { client: adminClient() });
  await screen.findByText('ana@ejemplo.es suspendió a noor@ejemplo.es');
  await screen.findByText('Papel: Persona usuaria → Administra');
  await screen.findByText('La línea de órdenes (operador) hizo una copia de seguridad');
  fireEvent.change(screen.getByLabelText(es.audit.act), { target: { value: 'plan_changed' } });
  await expect.poll(() => screen.queryByText(/suspendió/)).toBeNull();
  await screen.findByText('Precio: 8 → 9.50');
});

test('what could not be read says why and is read again when the server is back', async () => {
  const client = adminClient();
  client.failNext('getHealth', 'offline');
  renderKipux('/admin/health', { client });
  await screen.findByText(es.notRead);
  client.emit({ type: 'connection', connection: 'offline' });
  client.emit({ type: 'connection', connection: 'online' });
  expect(await screen.findByText('gpt-5-mini responde.')).toBeDefined();
});
