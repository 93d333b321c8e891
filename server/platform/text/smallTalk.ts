import { isFunctionWord } from './functionWords.ts';
import { fold, words } from './words.ts';

const SMALL_TALK = new Set(
  fold(`hola holi buenas buenos buen dias tardes noches tal gracias adios chao saludos encantado encantada ayuda ayudame
  ayudar vale ok okay genial perfecto estupendo llamas eres kipux asistente modelo ia saber sabes probando prueba test
  hello hi hey good morning afternoon evening thanks thank bye goodbye welcome help nice great ok okay assistant ai
  model going meet know please favor`).split(/\s+/),
);

/** Whether a message greets, thanks or asks who is there: nothing that documents could answer. */
export function isSmallTalk(text: string): boolean {
  const content = words(text).filter((word) => word.kind !== 'word' || !isFunctionWord(word.folded));
  return content.every((word) => SMALL_TALK.has(word.folded));
}
