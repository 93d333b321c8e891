import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { DelayedSync } from './delayedSync.ts';
import { type NodeFiles, syncFiles } from './durableFiles.ts';

/** A file system and a log that write down what happens to them. */
function recorded(phase = { starting: false }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'kipux-durable-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const events: string[] = [];
  let pending = false;
  const log: DelayedSync = {
    later: () => {
      pending = true;
      events.push('log is due');
    },
    now: () => {
      if (pending) events.push('log is on the disk');
      pending = false;
    },
    isPending: () => pending,
  };
  const files: NodeFiles = {
    realPath: (node) => (typeof node === 'object' && node && 'path' in node ? String(node.path) : ''),
    stream_ops: {
      write: (file) => {
        events.push(`${file.node.name} is written`);
        return 0;
      },
    },
  };
  syncFiles(files, log, phase);
  const file = (name: string) => {
    const place = path.join(folder, path.basename(name));
    writeFileSync(place, '');
    return { node: { name: path.basename(name), path: `/data/cluster/${name}` }, nfd: openSync(place, 'r+') };
  };
  return { files, events, file };
}

const page = Int8Array.from({ length: 8192 }, (_, at) => at % 100);
const newPage = new Int8Array(8192);
const segment = 'pg_wal/000000010000000000000003';

test('a commit does not wait for the disk, but no page gets there before its log', () => {
  const { files, events, file } = recorded();
  const [log, table] = [file(segment), file('base/5/16384')];
  files.stream_ops.write(log, page, 0, 8192, 0);
  files.stream_ops.fsync?.(log);
  files.stream_ops.write(table, page, 0, 8192, 0);
  files.stream_ops.write(table, page, 0, 8192, 8192);
  expect(events).toEqual([
    `${log.node.name} is written`,
    'log is due',
    'log is on the disk',
    '16384 is written',
    '16384 is written',
  ]);
});

test('a page that a table has just grown by has no log to wait for', () => {
  const { files, events, file } = recorded();
  files.stream_ops.fsync?.(file(segment));
  files.stream_ops.write(file('base/5/16384.1'), newPage, 0, 8192, 0);
  files.stream_ops.write(file('base/5/16384_fsm'), newPage, 0, 8192, 0);
  expect(events).not.toContain('log is on the disk');
});

test.each(['pg_xact/0000', 'global/pg_control', 'pg_multixact/offsets/0000', 'base/5/16384_vm'])(
  '%s waits for the log',
  (name) => {
    const { files, events, file } = recorded();
    files.stream_ops.fsync?.(file(segment));
    files.stream_ops.write(file(name), name.startsWith('base') ? page : newPage, 0, 8192, 0);
    expect(events).toEqual(['log is due', 'log is on the disk', `${path.basename(name)} is written`]);
  },
);

test('a checkpoint finds the log on the disk before the files that it syncs', () => {
  const { files, events, file } = recorded();
  files.stream_ops.fsync?.(file(segment));
  files.stream_ops.fsync?.(file('base/5/16384'));
  expect(events).toEqual(['log is due', 'log is on the disk']);
});

test('a file that becomes a segment of the log is treated as one', () => {
  const { files, events, file } = recorded();
  const made = file('pg_wal/xlogtemp.42');
  files.stream_ops.fsync?.(made);
  expect(events).toEqual([]);
  Object.assign(made.node, { name: path.basename(segment), path: `/data/cluster/${segment}` });
  files.stream_ops.fsync?.(made);
  expect(events).toEqual(['log is due']);
});

test('until the engine has started, only what it has written is brought to the disk', () => {
  const phase = { starting: true };
  const { files, events, file } = recorded(phase);
  const log = file(segment);
  files.stream_ops.fsync?.(log);
  expect(events).toEqual([]);
  files.stream_ops.write(log, page, 0, 8192, 0);
  files.stream_ops.fsync?.(log);
  phase.starting = false;
  files.stream_ops.fsync?.(file('pg_wal/000000010000000000000004'));
  expect(events).toEqual([`${log.node.name} is written`, 'log is due', 'log is due']);
});
