import { AsyncLocalStorage } from 'node:async_hooks';

/** Which request the work at hand was begun by, through all that it awaits: log lines name it. */
export const requestContext = new AsyncLocalStorage<{ requestId: string }>();
