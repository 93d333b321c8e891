import { stemmer as stemEnglish } from '@orama/stemmers/english';
import { stemmer as stemSpanish } from '@orama/stemmers/spanish';
import type { TextLanguage } from './language.ts';
import { fold } from './words.ts';

const CACHE_SIZE = 50_000;
const caches = { es: new Map<string, string>(), en: new Map<string, string>() };

/**
 * The stem of a lower-case word, without accents. Spanish endings are stemmed with their accents, which the stemmer
 * needs; where `-ción` and `-sión` were written without one it is put back first.
 */
export function stem(word: string, language: TextLanguage): string {
  if (language === 'other') return fold(word);
  const cache = caches[language];
  const known = cache.get(word);
  if (known !== undefined) return known;
  const found =
    language === 'es' ? fold(stemSpanish(withAccent(word))) : fold(stemEnglish(bareEnglish(word)));
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(word, found);
  return found;
}

/**
 * All stems under which a question's word may stand in a document of that language: beside its own, those of the
 * spelling with a left-out accent (`tenia`, `tenía`) and of the other vowel of Spanish verbs (`cuesta`, `costar`).
 */
export function stemVariants(word: string, language: TextLanguage): string[] {
  const own = stem(word, language);
  if (language !== 'es') return [own];
  const accented = word.replace(/ia(s|n|mos)?$/, 'ía$1');
  const variants = [own, stem(accented, 'es')];
  if (own.length >= 4) variants.push(own.replace('ue', 'o'), own.replace(/ie/, 'e'));
  return [...new Set(variants)].filter((variant) => variant !== '');
}

const withAccent = (word: string): string => word.replace(/([cs])ion$/, '$1ión');

const bareEnglish = (word: string): string => word.replace(/['’](s|re|ve|ll|d|m)$/, '');
