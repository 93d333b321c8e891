import type { Endpoint } from '../endpoint.ts';
import * as account from './account.ts';
import * as admin from './admin.ts';
import * as adminPlans from './adminPlans.ts';
import * as adminServer from './adminServer.ts';
import * as adminUsers from './adminUsers.ts';
import * as conversations from './conversations.ts';
import * as departure from './departure.ts';
import * as devices from './devices.ts';
import * as documents from './documents.ts';
import * as payment from './payment.ts';
import * as recovery from './recovery.ts';
import * as server from './server.ts';
import * as twoFactor from './twoFactor.ts';

/** The whole HTTP contract, by name. */
export const endpoints = {
  ...account,
  ...admin,
  ...adminPlans,
  ...adminServer,
  ...adminUsers,
  ...conversations,
  ...departure,
  ...devices,
  ...documents,
  ...payment,
  ...recovery,
  ...server,
  ...twoFactor,
};

export type EndpointName = keyof typeof endpoints;

export const allEndpoints: readonly Endpoint[] = Object.values(endpoints);
