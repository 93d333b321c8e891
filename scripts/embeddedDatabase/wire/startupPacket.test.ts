import { expect, test } from 'vitest';
import { startup } from '../testing/rawClient.ts';
import { readStartupPacket } from './startupPacket.ts';

test('settings become statements that cannot be more than a setting', () => {
  const packet = readStartupPacket(
    startup({
      user: 'x',
      database: 'y',
      statement_timeout: '1000',
      search_path: "a', b; DROP TABLE c; --",
      'a b': 'not a name',
      session_authorization: 'postgres',
      options: String.raw`-c work_mem=5MB --application-name=me -c TimeZone=a\ b`,
    }),
  );
  expect([...(packet?.settings.values() ?? [])]).toEqual([
    "SET search_path TO 'a'', b; DROP TABLE c; --'",
    "SET work_mem TO '5MB'",
    "SET timezone TO 'a b'",
  ]);
});

test('options of newer protocols are noticed', () => {
  expect(readStartupPacket(startup({ '_pq_.command_tag_format': '1' }))?.protocolOptions).toHaveLength(1);
});

test('a packet that does not end where it says is refused', () => {
  const packet = startup({ user: 'x' });
  expect(readStartupPacket(packet.subarray(0, -1))).toBeNull();
  expect(readStartupPacket(Buffer.concat([packet, Buffer.of(1)]))).toBeNull();
});
