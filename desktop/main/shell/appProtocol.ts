import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';

export const APP_SCHEME = 'app';
const HOST = 'bundle';
export const APP_URL = `${APP_SCHEME}://${HOST}/`;

/** Whether a URL is one of the app's own pages, by its parsed parts and never by how it begins. */
export function isAppUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return (
    parsed?.protocol === `${APP_SCHEME}:` &&
    parsed.host === HOST &&
    parsed.username === '' &&
    parsed.password === ''
  );
}

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types kipux-pdf',
].join('; ');

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'X-DNS-Prefetch-Control': 'off',
  'Cache-Control': 'no-cache',
};

/**
 * Answers requests of the app's own scheme with files of `root`, which are all it can ever give. A path without an
 * extension is a route of the user interface and gets index.html.
 */
export function createAppProtocolHandler(root: string): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
    if (!isAppUrl(request.url)) return refuse(403);
    const relative = relativePath(request.url);
    if (relative === undefined) return refuse(403);
    try {
      const file = await fileWithin(root, relative);
      if (file === undefined) return refuse(403);
      const type = TYPES[path.extname(file).toLowerCase()] ?? 'application/octet-stream';
      return new Response(new Uint8Array(await readFile(file)), {
        headers: { ...HEADERS, 'Content-Type': type },
      });
    } catch {
      return refuse(404);
    }
  };
}

/** The path as it was meant, or undefined where two readings of it are possible. */
function relativePath(url: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(new URL(url).pathname).slice(1);
  } catch {
    return undefined;
  }
  if (/[\\:%]|\p{Cc}/u.test(decoded) || decoded.split('/').includes('..')) return undefined;
  return path.extname(decoded) === '' ? 'index.html' : decoded;
}

/** The file after all links have been followed, if it still lies under `root`. Rejects when there is none. */
async function fileWithin(root: string, relative: string): Promise<string | undefined> {
  const base = await realpath(root);
  const file = await realpath(path.join(base, relative));
  return file.startsWith(base + path.sep) ? file : undefined;
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: HEADERS });
}
