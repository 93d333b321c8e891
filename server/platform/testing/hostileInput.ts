import { randomUUID } from 'node:crypto';

const JSON_TYPE = { 'content-type': 'application/json' };

/** Bodies that no endpoint expects: what they are, how they are sent, and with which headers. */
export const HOSTILE_BODIES: [string, string | Buffer, Record<string, string>][] = [
  ['nothing', '', JSON_TYPE],
  ['nothing at all', '', {}],
  ['an empty object', '{}', JSON_TYPE],
  ['null', 'null', JSON_TYPE],
  ['a list', '[]', JSON_TYPE],
  ['a string', '"x"', JSON_TYPE],
  ['a number', '1e999', JSON_TYPE],
  ['broken JSON', '{"title": "x', JSON_TYPE],
  ['two values', '{} {}', JSON_TYPE],
  ['prototypes', '{"__proto__": {"isAdmin": true}, "constructor": {"prototype": {"x": 1}}}', JSON_TYPE],
  ['deep nesting', '['.repeat(100_000) + ']'.repeat(100_000), JSON_TYPE],
  ['deep objects', '{"title":'.repeat(50_000) + '1' + '}'.repeat(50_000), JSON_TYPE],
  ['2 MB', JSON.stringify({ title: 'x'.repeat(2_000_000) }), JSON_TYPE],
  ['a form', 'title=x&content=y', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['JSON called text', '{"title":"x"}', { 'content-type': 'text/plain' }],
  ['JSON called nothing', '{"title":"x"}', {}],
  ['another charset', '{"title":"x"}', { 'content-type': 'application/json; charset=utf-7' }],
  ['bytes that are no text', Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d]), JSON_TYPE],
  ['what is not compressed', '{}', { ...JSON_TYPE, 'content-encoding': 'gzip' }],
  ['an unknown compression', '{}', { ...JSON_TYPE, 'content-encoding': 'x' }],
  ['a multipart without boundary', 'x', { 'content-type': 'multipart/form-data' }],
  ['a broken multipart', '--x\r\n\r\n', { 'content-type': 'multipart/form-data; boundary=x' }],
];

/** What stands in an address where an id should. */
export const HOSTILE_IDS = [
  '%E0%A4%A',
  '%00',
  '..%2f..%2fetc%2fpasswd',
  '%2e%2e',
  '1',
  '-1',
  'NaN',
  'null',
  '%5Bobject%20Object%5D',
  `${randomUUID()}'--`,
  `${randomUUID()}%00`,
  `%7B${randomUUID()}%7D`,
  randomUUID().replaceAll('-', ''),
  'x'.repeat(5_000),
  '%F0%9F%92%A9',
  '00000000-0000-0000-0000-000000000000',
];
