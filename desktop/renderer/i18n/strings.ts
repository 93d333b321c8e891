import type { es } from './es.ts';

/** What every language has to say, key by key. */
export type Strings = typeof es;
