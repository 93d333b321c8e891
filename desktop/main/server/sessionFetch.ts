import type { SessionStore } from './sessionStore.ts';

/** fetch to one server that carries the session's cookie, and nothing of it to anywhere else: redirects are errors. */
export function createSessionFetch(
  fetch: typeof globalThis.fetch,
  server: string,
  sessions: SessionStore,
): typeof fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    const cookie = sessions.cookie(server);
    if (cookie !== undefined) headers.set('Cookie', cookie);
    const response = await fetch(input, {
      ...init,
      headers,
      redirect: 'error',
      credentials: 'omit',
      cache: 'no-store',
    });
    sessions.receive(server, response.headers.getSetCookie());
    return response;
  };
}
