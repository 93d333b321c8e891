import { isFunctionWord } from './functionWords.ts';
import { fold, words } from './words.ts';

const SPANISH =
  setOf(`hola holi buenas buenos buen dias tardes noches tal gracias adios chao saludos encantado
  encantada ayuda ayudame ayudar vale genial perfecto estupendo llamas eres asistente modelo ia saber sabes probando prueba`);
const ENGLISH =
  setOf(`hello hi hey good morning afternoon evening thanks thank lot bye goodbye welcome help nice great
  assistant ai model going meet know please favor`);
const EITHER = setOf('kipux test ok okay');

/** Whether a message greets, thanks or asks who is there: nothing that documents could answer. */
export function isSmallTalk(text: string): boolean {
  const content = words(text).filter((word) => word.kind !== 'word' || !isFunctionWord(word.folded));
  return content.every(({ folded }) => [SPANISH, ENGLISH, EITHER].some((said) => said.has(folded)));
}

/** The language of a greeting or thanks, which has too few words for it to show otherwise; null when these do not tell. */
export function smallTalkLanguage(text: string): 'es' | 'en' | null {
  const said = words(text);
  const spanish = said.filter(({ folded }) => SPANISH.has(folded)).length;
  const english = said.filter(({ folded }) => ENGLISH.has(folded)).length;
  if (spanish === english) return null;
  return spanish > english ? 'es' : 'en';
}

function setOf(list: string): ReadonlySet<string> {
  return new Set(fold(list).split(/\s+/));
}
