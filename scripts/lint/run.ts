import { globSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { completeLockfile, missingBuilds, readLockfile } from './lockfile.ts';
import { checkText, type Finding } from './textRules.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const lockfilePath = join(root, 'package-lock.json');

if (process.argv.includes('--fix')) completeLockfile(lockfilePath);

const findings = [...textFindings(), ...lockfileFindings()];
for (const { file, line, message } of findings) console.error(`${file}:${line}  ${message}`);
process.exitCode = findings.length === 0 ? 0 : 1;

/** Everything that people write, in files that git would keep. */
function textFindings(): Finding[] {
  const generated = new Set(['node_modules', 'dist', 'test-results', '.git', '.cache']);
  const files = globSync(['**/*', '.ci/*', '.github/**/*', '.*'], {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) =>
      generated.has(entry.name) || (entry.name === 'generated' && entry.parentPath.endsWith('prisma')),
  });
  return files
    .filter(
      (entry) =>
        entry.isFile() &&
        /\.(ts|tsx|mjs|css|html|md|json|jsonc|yml|yaml|sh|sql|prisma)$|^[^.]+$/.test(entry.name),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => path !== lockfilePath)
    .flatMap((path) => checkText(path.slice(root.length).split(sep).join('/'), readFileSync(path, 'utf8')));
}

function lockfileFindings(): Finding[] {
  const missing = missingBuilds(readLockfile(lockfilePath)).map(([path]) => path);
  if (missing.length === 0) return [];
  const message = `no build for some systems (${missing.slice(0, 3).join(', ')}, …): run npm run lint:fix`;
  return [{ file: 'package-lock.json', line: 1, message }];
}
