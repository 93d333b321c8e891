import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Where `npm run server` listens, for the development server's proxy. */
const server = process.env.KIPUX_SERVER ?? 'http://127.0.0.1:4242';

/** What pdf.js fetches by name while it draws: character maps, the fonts that a PDF may leave out, picture decoders. */
const FOLDERS = [
  { name: 'cmaps', only: /\.bcmap$|^LICENSE/ },
  { name: 'standard_fonts', only: /./ },
  // Without WebAssembly, which the content security policy forbids.
  { name: 'wasm', only: /_nowasm_fallback\.js$|^LICENSE_(?:PDFJS_)?(?:OPENJPEG|JBIG2)$/ },
];

export default defineConfig({
  root: here('.'),
  base: '/',
  plugins: [react(), pdfAssets()],
  server: { proxy: { '/api': { target: server, changeOrigin: false } } },
  build: {
    outDir: here('../../dist/renderer'),
    emptyOutDir: true,
    target: ['chrome130', 'firefox130', 'safari18'],
    // A font or picture inside a style sheet would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    // The grammar of C++ alone has 800 kB; it is loaded when somebody shows some.
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      // One file instead of ten small ones: each costs a request at the start.
      output: { codeSplitting: { groups: [{ name: firstScreen(), debugName: 'first' }] } },
    },
  },
});

/** Names the chunk of everything that the entry needs at once, and leaves alone what is imported when it is wanted. */
function firstScreen() {
  const needed = new Set<string>();
  const collect = (id: string, importsOf: (id: string) => readonly string[]) => {
    if (needed.has(id)) return;
    needed.add(id);
    for (const one of importsOf(id)) collect(one, importsOf);
  };
  return (id: string, graph: { getModuleInfo(id: string): Imports | null }) => {
    if (needed.size === 0) collect(here('main.tsx'), (one) => graph.getModuleInfo(one)?.importedIds ?? []);
    return needed.has(id) ? 'first' : null;
  };
}

type Imports = { importedIds: readonly string[] };

/** Puts those files beside the user interface, under /pdfjs/, so that nothing is fetched from elsewhere. */
function pdfAssets(): Plugin {
  const root = path.dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const files = FOLDERS.flatMap(({ name, only }) =>
    readdirSync(path.join(root, name))
      .filter((file) => only.test(file))
      .map((file) => path.posix.join(name, file)),
  );
  return {
    name: 'kipux:pdf-assets',
    generateBundle() {
      for (const file of files) {
        const source = readFileSync(path.join(root, file));
        this.emitFile({ type: 'asset', fileName: `pdfjs/${file}`, source });
      }
    },
    configureServer(development) {
      development.middlewares.use('/pdfjs', (request, response, next) => {
        const file = request.url?.slice(1) ?? '';
        if (!files.includes(file)) return next();
        if (file.endsWith('.js')) response.setHeader('Content-Type', 'text/javascript');
        response.end(readFileSync(path.join(root, file)));
      });
    },
  };
}
