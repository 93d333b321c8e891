import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import manifest from '../../../package.json' with { type: 'json' };
import { isTestCode, projectPath, type Rule } from './rule.ts';

/** Who may import whom. What is not listed (scripts, tests of the whole product) is free. */
const parts: readonly Part[] = [
  { folder: 'shared/', mayUse: [], world: 'anywhere' },
  { folder: 'server/', mayUse: ['shared/', 'prisma/generated/'], world: 'node' },
  { folder: 'desktop/renderer/', mayUse: ['shared/'], world: 'browser' },
  { folder: 'desktop/preload/', mayUse: ['shared/'], world: 'electron' },
  { folder: 'desktop/main/', mayUse: ['shared/'], world: 'electron' },
];

type Part = {
  readonly folder: string;
  readonly mayUse: readonly string[];
  /** Whose modules are there at run time. */
  readonly world: 'anywhere' | 'node' | 'browser' | 'electron';
};

const aliases = Object.entries(manifest.imports).map(([from, to]) => [
  from.replace('*', ''),
  to.replace('./', '').replace('*', ''),
]);

const builtins = new Set(builtinModules);

/**
 * Says what is wrong with an import, or nothing.
 * @param from the importing file, from the project's root
 * @param specifier as it stands in the source
 */
export function crossing(from: string, specifier: string): string | undefined {
  const part = parts.find(({ folder }) => from.startsWith(folder) && !from.endsWith('.config.ts'));
  if (!part) return undefined;
  const target = localTarget(from, specifier);
  if (target === undefined) return foreign(part, from, specifier);
  if (isTestCode(target) && !isTestCode(from)) return 'Only tests import tests and what is in testing/.';
  if (isTestCode(from) && target.startsWith('scripts/')) return undefined;
  // Tests run the whole server.
  if (isTestCode(from) && target === 'server/main.ts') return undefined;
  if (target.startsWith(part.folder))
    return part.folder === 'server/' ? withinServer(from, target) : undefined;
  if (part.mayUse.some((folder) => target.startsWith(folder))) return undefined;
  return `${part.folder} may import ${list(part.mayUse)}, not ${target}.`;
}

/** Capabilities of the server meet through each other's index.ts, and stand on the platform. */
function withinServer(from: string, target: string): string | undefined {
  const [own, other] = [capability(from), capability(target)];
  if (own === undefined || own === other || other === 'platform') return undefined;
  if (other === undefined && isTestCode(from)) return undefined;
  if (other === undefined) return `A capability does not import ${target}: the server is put together there.`;
  if (own === 'platform') return 'The platform knows no capability.';
  if (target === `server/${other}/index.ts`) return undefined;
  return `Another capability is met through server/${other}/index.ts only.`;
}

/** The folder under server/; undefined for the files that put the server together. */
function capability(path: string): string | undefined {
  const [, folder, file] = path.split('/');
  return file === undefined ? undefined : folder;
}

function localTarget(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier);
  for (const [prefix = '', folder = ''] of aliases) {
    if (specifier.startsWith(prefix)) return folder + specifier.slice(prefix.length);
  }
  return undefined;
}

/** Packages and modules of the platform. */
function foreign(part: Part, from: string, specifier: string): string | undefined {
  const name = packageName(specifier);
  if (name === 'electron' || specifier.startsWith('electron/')) {
    return part.world === 'electron' ? undefined : `${part.folder} does not know Electron.`;
  }
  if (specifier.startsWith('node:') || builtins.has(name)) return isNodeAllowed(part, from, specifier);
  const needsRunTime = part.folder === 'server/' || part.folder === 'shared/';
  if (needsRunTime && !isTestCode(from) && !Object.hasOwn(manifest.dependencies, name)) {
    return `${name} is not among the dependencies in package.json, which are the server’s run time.`;
  }
  return undefined;
}

function isNodeAllowed(part: Part, from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('node:')) return `Write node:${specifier}.`;
  if (part.world === 'node' || part.world === 'electron') return undefined;
  if (part.world === 'anywhere' && isTestCode(from)) return undefined;
  return `${part.folder} runs in a browser too: no ${specifier}.`;
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function list(folders: readonly string[]): string {
  return folders.length === 0 ? 'nothing else of ours' : `itself and ${folders.join(' and ')}`;
}

export const boundaries: Rule = {
  create(context) {
    const from = projectPath(context.filename);
    const check = (source: { type: string; range: [number, number] } | null) => {
      if (source === null || !('value' in source) || typeof source.value !== 'string') return;
      const message = crossing(from, source.value);
      if (message !== undefined) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source),
    };
  },
};
