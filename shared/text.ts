import { z } from 'zod';

/** Text as it can be stored: PostgreSQL knows no NUL, which is dropped, and UTF-8 no half characters, which become U+FFFD. */
export const textSchema = z.string().overwrite((text) => text.replaceAll('\0', '').toWellFormed());
