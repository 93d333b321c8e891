import { v7 as uuid } from 'uuid';
import { ClientError } from '#shared/client/client.ts';
import type { Device } from '#shared/entities.ts';

export type MemoryAccount = ReturnType<typeof createMemoryAccount>;

/** What the server keeps of a person's account beside its data, in memory. */
export function createMemoryAccount() {
  let devices = [
    newDevice({ isCurrent: true }),
    newDevice({ kind: 'desktop', app: 'Kipux', system: 'macOS', address: '203.0.113.24' }),
    newDevice({ kind: 'program', app: 'curl', system: null, address: '2001:db8:7:1::4' }),
  ];
  return {
    devices: () => devices,
    endDevice(id: string): undefined {
      devices = devices.filter((device) => device.id !== id);
    },
    endOtherDevices(): undefined {
      devices = devices.filter(({ isCurrent }) => isCurrent);
    },
    assertPassword(password: string): undefined {
      if (password === 'wrong password') throw new ClientError('wrong_password', 'wrong');
    },
  };
}

function newDevice(fields: Partial<Device>): Device {
  const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();
  return {
    id: uuid(),
    kind: 'browser',
    app: 'Firefox',
    system: 'Linux',
    address: '127.0.0.1',
    signedInAt: anHourAgo,
    lastUsedAt: anHourAgo,
    isCurrent: false,
    ...fields,
  };
}
