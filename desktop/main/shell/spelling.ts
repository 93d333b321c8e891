import type { Session } from 'electron';

const WANTED = [
  ['es', 'es-ES'],
  ['en-US', 'en-GB', 'en'],
];

/** Spelling is checked in Spanish and English at once. macOS detects the language by itself. */
export function checkSpelling(session: Session): void {
  if (process.platform === 'darwin') return;
  const available = new Set(session.availableSpellCheckerLanguages);
  const languages = WANTED.map((variants) => variants.find((language) => available.has(language)));
  session.setSpellCheckerLanguages(languages.filter((language) => language !== undefined));
}
