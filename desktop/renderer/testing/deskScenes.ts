import type { Locale } from '#shared/entities.ts';
import { breakHealth, fillDesk } from './demoAdmin.ts';
import type { MemoryClient } from './memoryClient.ts';

/** Each screen of the desk, with where it is. */
const PLACES = {
  desk: '/admin',
  deskEmpty: '/admin',
  deskPeople: '/admin/people',
  deskNobody: '/admin/people?search=zzz',
  deskLoading: '/admin/people',
  deskFailed: '/admin/people',
  deskPerson: '/admin/people/',
  deskSuspended: '/admin/people/',
  deskPlans: '/admin/plans',
  deskPlan: '/admin/plans/of/pro',
  deskUsage: '/admin/usage',
  deskNoUsage: '/admin/usage',
  deskJobs: '/admin/jobs',
  deskNoJobs: '/admin/jobs',
  deskHealth: '/admin/health',
  deskIll: '/admin/health',
  deskSettings: '/admin/settings',
  deskAudit: '/admin/audit',
} as const;

type DeskScene = keyof typeof PLACES;

const EMPTY = new Set<DeskScene>(['deskEmpty', 'deskNoUsage', 'deskNoJobs']);

export function isDeskScene(name: string): name is DeskScene {
  return Object.hasOwn(PLACES, name);
}

/** Brings the server into a scene of the desk; gives the path to open. */
export function deskScene(client: MemoryClient, name: DeskScene, locale: Locale): string {
  const { admin, account, server } = client;
  const { id, email } = server.account().user;
  if (EMPTY.has(name)) {
    admin.addPerson({ id, email, name: 'Ana', role: 'admin', messagesThisMonth: 0, tokensThisMonth: 0 });
    return PLACES[name];
  }
  fillDesk(admin, locale);
  switch (name) {
    case 'deskLoading':
      client.holdNext('listUsers');
      break;
    case 'deskFailed':
      client.failNext('listUsers', 'unavailable');
      break;
    case 'deskPerson':
      return `${PLACES.deskPerson}${admin.people[6]?.id ?? ''}`;
    case 'deskSuspended':
      return `${PLACES.deskSuspended}${admin.people[3]?.id ?? ''}`;
    case 'deskIll':
      breakHealth(admin);
      break;
    case 'deskSettings':
      account.invite('eva@ejemplo.es');
      account.invite(null);
      admin.settings.allowedModels = ['gpt-5-mini', 'gpt-5'];
      break;
    default:
  }
  return PLACES[name];
}
