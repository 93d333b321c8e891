import { fold } from './words.ts';

/** Words that carry grammar rather than meaning, interrogatives among them, without accents. */
const SPANISH = `a acá ahí al algo alguien algún alguna algunas alguno algunos allá allí ambos ante antes aquel aquella
aquellas aquello aquellos aquí así aun aún aunque bajo bien cada casi como cómo con contra cual cuál cuales cuáles
cualquier cualquiera cuando cuándo cuanta cuánta cuantas cuántas cuanto cuánto cuantos cuántos de debe deben del dentro
desde después donde dónde dos durante e el él ella ellas ello ellos en entonces entre era eran eres es esa esas ese eso
esos esta está estaba estaban están estar estas este esto estos fue fueron ha había habían haber hace hacen hacer hacia
han has hasta hay he hemos la las le les lo los luego más me menos mi mí mientras mis misma mismas mismo mismos mucha
muchas mucho muchos muy nada ni ningún ninguna ninguno no nos nosotros nuestra nuestras nuestro nuestros o os otra otras
otro otros para pero poca pocas poco pocos por porque pues podemos podría podrías puede pueden puedes puedo que qué quien quién quienes quiénes se sea sean
según ser si sí sido siempre sin sino sobre sois solo sólo somos son soy su sus suya suyas suyo suyos tal tales también
tampoco tan tanto te tendrá tener tenía tenían ti tiene tienen toda todas todavía todo todos tras tu tú tus u un una unas
uno unos usted ustedes va van vez vosotros y ya yo dice dicen dime cuéntame explica explícame`;

const ENGLISH = `a about above after again against all almost along already also although always am among an and another
any anyone anything are as at away be because been before being below between both but by can cannot can't could did
didn't do does doesn't doing don't done down during each either else ever every few for from further get gets give given
had has hasn't have haven't having he her here hers herself him himself his how however i if in into is isn't it its
itself just let like made make many may me might mine more most much must my myself near neither no nor not nothing now
of off often on once one only onto or other others otherwise our ours out over own per perhaps rather same shall she
should shouldn't since so some someone something still such than that the their theirs them themselves then there
therefore these they this those though through thus to too toward towards two under until up upon us very was wasn't we
were weren't what whatever when where whether which while who whoever whom whose why will with within without won't would
wouldn't yet you your yours yourself tell say says said explain`;

/** Frequent words of everyday and office prose: they carry some meaning, but few passages are told apart by them. */
const FREQUENT = `año años caso cosa cosas día días ejemplo forma general gran grande hora horas importante lugar manera
momento mundo nombre nueva nuevo número parte persona personas punto tiempo tipo color colores ciudad país lugar trabajo uso usar usa vida veces existe
documento documentos archivo texto página información datos
case city color colour country day days example form general good great hour hours important kind large name need new number part people person
place point thing things time times type use used using way work world year years long old
document documents file text page information data`;

const listOf = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).map(fold));

export const SPANISH_FUNCTION_WORDS = listOf(SPANISH);
export const ENGLISH_FUNCTION_WORDS = listOf(ENGLISH);
const FREQUENT_WORDS = listOf(FREQUENT);

/** Whether a folded word carries grammar only, in Spanish or English. */
export function isFunctionWord(folded: string): boolean {
  return SPANISH_FUNCTION_WORDS.has(folded) || ENGLISH_FUNCTION_WORDS.has(folded);
}

/** Whether a folded word is so frequent that it says little about a passage. */
export function isFrequentWord(folded: string): boolean {
  return FREQUENT_WORDS.has(folded);
}
