import { runCommandLine } from './commandLine.ts';

/** `npm run admin -- <command>`: the admin's desk for the first hour and for scripts, in the system's language. */
const language = process.env['LC_ALL'] || process.env['LC_MESSAGES'] || process.env['LANG'] || '';
process.exitCode = await runCommandLine(process.argv.slice(2), /^es/i.test(language) ? 'es' : 'en');
