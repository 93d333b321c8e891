import { fold } from './words.ts';

const TASK =
  /^(?:(?:por favor|please|hey|oye|puedes|podrias|me|can you|could you|would you|quiero que|i want you to)[\s,]+)*(?:escribe(?:me)?|escribir|redacta(?:me)?|compon(?:me)?|inventa(?:te|me)?|cuenta(?:me)?|haz(?:me)?|dime|recita|canta(?:me)?|write(?: me)?|compose|make up|invent|tell me|make me|sing|give me|create)\s/;
const PIECE =
  /(?<!\p{L})(?:poemas?|poesia|cuento|chistes?|cancion|haikus?|soneto|adivinanza|acertijo|trabalenguas|rima|felicitacion|receta|poems?|short story|bedtime story|jokes?|song|haikus?|sonnet|limerick|riddle|tongue twister|rhyme|birthday card|recipe|regex|python|javascript|funcion|script|fun fact)(?!\p{L})/u;
const OF_DOCUMENTS =
  /(?<!\p{L})(?:segun|mis? (?:documentos?|archivos?|notas|apuntes|informes?)|documentos?|archivos?|contrato|manual|informe|pdf|acta|texto|apuntes|recetario|according to|my (?:documents?|files?|notes)|documents?|files?|contract|report|minutes|manual|notes|attached|based on|basad[oa] en|a partir de)(?!\p{L})/u;
const SUM =
  /^[\s¿?=]*(?:cuanto es|cuanto son|what is|what's|calcula|calculate)?[\s\d.,+\-*/x×÷^()%]+[\s=?]*$/;

/** Whether a message asks for something of the model's own making, a poem, a joke, a sum: no document has it. */
export function isOwnTask(text: string): boolean {
  if (text.length > 400) return false;
  const folded = fold(text)
    .trim()
    .replace(/^[^\p{L}\p{N}]+/u, '');
  if (SUM.test(folded) && /\d\s*[+\-*/x×÷^]\s*\d/.test(folded)) return true;
  return TASK.test(folded) && PIECE.test(folded) && !OF_DOCUMENTS.test(folded);
}
