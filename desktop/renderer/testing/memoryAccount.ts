import { v7 as uuid } from 'uuid';
import { ClientError } from '#shared/client/client.ts';
import type { Device, Invitation } from '#shared/entities.ts';

export type MemoryAccount = ReturnType<typeof createMemoryAccount>;

/** What the server keeps of a person's account beside its data, in memory. */
export function createMemoryAccount() {
  let devices = [
    newDevice({ isCurrent: true }),
    newDevice({ kind: 'desktop', app: 'Kipux', system: 'macOS', address: '203.0.113.24' }),
    newDevice({ kind: 'program', app: 'curl', system: null, address: '2001:db8:7:1::4' }),
  ];
  const security = {
    emailVerified: true,
    pendingEmail: null as string | null,
    mail: true,
    twoFactor: false,
    recoveryCodesLeft: 0,
  };
  let invitations: Invitation[] = [];
  const registration: { mode: 'open' | 'invitation' | 'closed'; isFixed: boolean } = {
    mode: 'open',
    isFixed: false,
  };
  const options = { registration: 'open' as 'open' | 'invitation' | 'closed', setupCode: false };
  return {
    options,
    registration,
    invitations: () => invitations,
    invite(email: string | null): Invitation {
      const now = Date.now();
      const invitation = {
        id: uuid(),
        email,
        expiresAt: new Date(now + 7 * 86_400_000).toISOString(),
        createdAt: new Date(now).toISOString(),
      };
      invitations = [invitation, ...invitations];
      return invitation;
    },
    takeBack(id: string): undefined {
      invitations = invitations.filter((invitation) => invitation.id !== id);
    },
    security,
    devices: () => devices,
    endDevice(id: string): undefined {
      devices = devices.filter((device) => device.id !== id);
    },
    endOtherDevices(): undefined {
      devices = devices.filter(({ isCurrent }) => isCurrent);
    },
    assertCode(code: string): undefined {
      if (code === '000000') throw new ClientError('wrong_code', 'wrong');
    },
    recoveryCodes(): string[] {
      Object.assign(security, { twoFactor: true, recoveryCodesLeft: 10 });
      return Array.from({ length: 10 }, (_, n) => `k${n}m4p-q7r${n}t`);
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
