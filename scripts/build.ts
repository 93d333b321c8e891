/** Builds the desktop into dist/: the main process with the cache's thread, the preload, and the user interface. */
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const external = ['electron', /^node:/, ...builtinModules];

/** Everything is bundled, so that the packaged app carries no node_modules. */
function node(outDir: string, input: Record<string, string>, format: 'es' | 'cjs'): InlineConfig {
  return {
    configFile: false,
    root: at('.'),
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: at(outDir),
      emptyOutDir: true,
      target: 'node24',
      minify: true,
      sourcemap: false,
      rollupOptions: {
        input,
        external,
        output: { format, entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js' },
      },
    },
  };
}

/** The desktop's own bundles; the user interface is built with them unless it is there already. */
export async function buildDesktop({ renderer = true } = {}): Promise<void> {
  const main = {
    electronMain: at('desktop/main/electronMain.ts'),
    cacheWorker: at('desktop/main/cache/cacheWorker.ts'),
  };
  await build(node('dist/main', main, 'es'));
  await build(node('dist/preload', { preload: at('desktop/preload/preload.ts') }, 'cjs'));
  if (!renderer) return;
  await build({ configFile: at('desktop/renderer/vite.config.ts'), logLevel: 'warn' });
}

if (import.meta.main) await buildDesktop({ renderer: !process.argv.includes('--desktop-only') });
