import { closeSync, fsyncSync, openSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { createDelayedSync, type DelayedSync } from './delayedSync.ts';

export type DurableFiles = {
  /** For PGlite's option `fs`. */
  fs: NodeFS;
  /** To be told when the engine has started. Until then it asks for a sync of files that it has not written (crashSync.ts). */
  started(): void;
  /** Brings everything that was committed to the disk. */
  sync(): void;
};

/**
 * PGlite's files in a folder, with the `fsync` that PGlite leaves out, so that a power cut leaves a whole database.
 *
 * PostgreSQL asks for the write-ahead log to be on the disk at each commit. That takes a millisecond or many, and the engine
 * has nobody else to serve meanwhile, so the log follows a tenth of a second later. What must not happen is that a page is
 * on the disk before its log: a page waits for the log. So a power cut can take the last tenth of a second of commits, and
 * nothing else; the end of a process, however it ends, takes nothing.
 */
export function createDurableFiles(folder: string): DurableFiles {
  const log = createDelayedSync();
  const fs = new NodeFS(folder);
  const phase = { starting: true };
  const init = fs.init.bind(fs);
  fs.init = (pglite, options) =>
    init(pglite, {
      ...options,
      preRun: [...(options.preRun ?? []), (module) => syncFiles(nodeFilesOf(module), log, phase)],
    });
  const started = (): void => {
    phase.starting = false;
  };
  return { fs, started, sync: () => log.now() };
}

/** Emscripten's file system over Node's, as far as it is used here. */
export type NodeFiles = {
  realPath(node: unknown): string;
  stream_ops: {
    write(stream: OpenFile, buffer: Int8Array, offset: number, length: number, position: number): number;
    fsync?(stream: OpenFile): number;
  };
};

/** `nfd` is missing where a folder is open. */
type OpenFile = { node: { name: string }; nfd?: number };

function nodeFilesOf(module: unknown): NodeFiles {
  const found = ['FS', 'filesystems', 'NODEFS'].reduce(property, module);
  if (isNodeFiles(found)) return found;
  throw new Error("PGlite's file system is not the one that durableFiles.ts knows");
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function isNodeFiles(found: unknown): found is NodeFiles {
  const operations = property(found, 'stream_ops');
  return (
    typeof property(found, 'realPath') === 'function' && typeof property(operations, 'write') === 'function'
  );
}

/** Gives the file system a sync, and its writes the order that PostgreSQL relies on. */
export function syncFiles(files: NodeFiles, log: DelayedSync, phase: { starting: boolean }): void {
  const written = new WeakSet<object>();
  const kindOf = createKinds(files);
  const { write } = files.stream_ops;

  files.stream_ops.write = (file, buffer, offset, length, position) => {
    if (log.isPending() && waitsForLog(kindOf(file), buffer, offset)) log.now();
    if (phase.starting) written.add(file.node);
    return write(file, buffer, offset, length, position);
  };

  files.stream_ops.fsync = (file) => {
    if (phase.starting && file.nfd !== undefined && !written.has(file.node)) return 0;
    const path = files.realPath(file.node);
    if (kindOf(file) === 'log') {
      log.later(path);
      return 0;
    }
    log.now();
    if (file.nfd === undefined) syncFolder(path);
    else fsyncSync(file.nfd);
    return 0;
  };
}

type Kind = 'log' | 'table' | 'other';

/** The kind of each file; its name is looked at again when it has been renamed, as segments of the log are. */
function createKinds(files: NodeFiles): (file: OpenFile) => Kind {
  const known = new WeakMap<object, { name: string; kind: Kind }>();
  return ({ node }) => {
    const found = known.get(node);
    if (found?.name === node.name) return found.kind;
    const kind = kindOfPath(files.realPath(node));
    known.set(node, { name: node.name, kind });
    return kind;
  };
}

function kindOfPath(path: string): Kind {
  if (/[\\/]pg_wal[\\/][0-9A-F]{24}$/.test(path)) return 'log';
  return /[\\/](?:base|global)[\\/](?:\d+[\\/])?\d+(?:_\w+)?(?:\.\d+)?$/.test(path) ? 'table' : 'other';
}

function waitsForLog(kind: Kind, buffer: Int8Array, offset: number): boolean {
  return kind === 'other' || (kind === 'table' && !isNewPage(buffer, offset));
}

/** A page of a table starts with its place in the log; one that the table has just grown by has none yet. */
function isNewPage(buffer: Int8Array, offset: number): boolean {
  for (let at = offset; at < offset + 8; at += 1) if (buffer[at] !== 0) return false;
  return true;
}

/** Windows has no sync for folders, and needs none. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
