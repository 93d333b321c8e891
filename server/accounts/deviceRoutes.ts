import type { Database } from '#platform/database/database.ts';
import { type Route, route } from '#platform/http/route.ts';
import type { Sessions } from '#platform/sessions.ts';
import * as contract from '#shared/endpoints/devices.ts';
import { deviceIdOf, endDevice, endOtherDevices, listDevices } from './devices.ts';
import { endSession } from './login.ts';

export function deviceRoutes({ database, sessions }: { database: Database; sessions: Sessions }): Route[] {
  return [
    route(contract.listDevices, async (_input, { userId, request }) => {
      await sessions.flushUse();
      return { devices: await listDevices(database, userId, request.sessionID) };
    }),
    route(contract.endDevice, async ({ params }, { userId, request, response }) => {
      const isOwn = params.id === deviceIdOf(request.sessionID);
      if (!isOwn) return endDevice(database, userId, params.id);
      await endSession(request);
      sessions.clearCookie(response);
    }),
    route(contract.endOtherDevices, (_input, { userId, request }) =>
      endOtherDevices(database, userId, request.sessionID),
    ),
  ];
}
