import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where `npm run server` listens, for the development server's proxy. */
const server = process.env.KIPUX_SERVER ?? 'http://127.0.0.1:4242';

export default defineConfig({
  root: here('.'),
  base: '/',
  plugins: [react()],
  server: { proxy: { '/api': { target: server, changeOrigin: false } } },
  build: {
    outDir: here('../../dist/renderer'),
    emptyOutDir: true,
    target: ['chrome130', 'firefox130', 'safari18'],
    // A font or picture inside a style sheet would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    // The grammar of C++ alone has 800 kB; it is loaded when somebody shows some.
    chunkSizeWarningLimit: 900,
  },
});
