import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

const lockedPackage = z.looseObject({
  dev: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});

const lockfileSchema = z.looseObject({ packages: z.record(z.string(), lockedPackage) });

type Lockfile = z.infer<typeof lockfileSchema>;

export function readLockfile(path: string): Lockfile {
  return lockfileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

/**
 * Builds for other systems that the lockfile leaves out: `npm install` forgets those that it cannot find at the
 * time, and `npm ci` then refuses the whole lockfile.
 * @returns lockfile paths of what is missing, with the entry that belongs there
 */
export function missingBuilds({ packages }: Lockfile): [path: string, entry: Record<string, unknown>][] {
  const missing = new Map<string, Record<string, unknown>>();
  for (const [path, locked] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(locked.optionalDependencies ?? {})) {
      const isExact = /^\d+\.\d+\.\d+/.test(version);
      if (isExact && !isLocked(packages, path, name)) {
        missing.set(`node_modules/${name}`, {
          version,
          ...(locked.dev && { dev: true }),
          optional: true,
          ...system(name),
        });
      }
    }
  }
  return [...missing];
}

/** Adds them. Their checksums stay out until npm meets the packages; their versions are exact. */
export function completeLockfile(path: string): void {
  const lockfile = readLockfile(path);
  const all = { ...lockfile.packages, ...Object.fromEntries(missingBuilds(lockfile)) };
  const sorted = Object.entries(all).sort(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(path, `${JSON.stringify({ ...lockfile, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
}

/** As Node looks for it: beside the package that asks, then in each folder further up. */
function isLocked(packages: Lockfile['packages'], from: string, name: string): boolean {
  const here = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (packages[here]) return true;
  if (from === '') return false;
  return isLocked(packages, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name);
}

/** The system that a build is for stands in its name; without it npm would install the build everywhere. */
function system(name: string): { cpu?: string[]; os?: string[]; libc?: string[] } {
  const find = (words: readonly string[]) => words.filter((word) => name.split(/[-_/]/).includes(word));
  const os = find([
    'darwin',
    'linux',
    'win32',
    'android',
    'freebsd',
    'openbsd',
    'netbsd',
    'openharmony',
    'sunos',
    'aix',
  ]);
  const cpu = find([
    'arm64',
    'x64',
    'ia32',
    'arm',
    'ppc64',
    'riscv64',
    's390x',
    'loong64',
    'mips64el',
    'wasm32',
  ]);
  const libc = [...find(['musl']), ...(find(['gnu', 'gnueabihf']).length > 0 ? ['glibc'] : [])];
  return {
    ...(cpu.length > 0 && { cpu }),
    ...(os.length > 0 && { os }),
    ...(libc.length > 0 && os.includes('linux') && { libc }),
  };
}
