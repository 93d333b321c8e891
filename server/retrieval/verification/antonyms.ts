import { fold } from '#platform/text/words.ts';
import { linesOf } from './lexicon.ts';

/** Little words that turn a statement round: a claim with one of a line is not borne out by a passage with the other. */
export const TURNING_WORDS = linesOf(`
  antes después
  before after
  más menos
  more less
  more fewer
  encima debajo
  above below
`).map((words) => words.map(fold));

/**
 * Pairs of opposites. `>`: the second deny what follows like `not`, since `forbidden to smoke` is `not allowed to smoke`; `/`:
 * they are contrary, no more.
 */
const ANTONYMS = `
  permitir permite permitido permitida admitir admite autorizar autorizado > prohibir prohíbe prohibido prohibida prohibidos prohibidas impedir impide vedado vetado
  aprobar aprobó aprobada aprobado aceptar aceptó aceptada conceder concedió > rechazar rechazó rechazada rechazado denegar denegó desestimar desestimó
  incluir incluye incluido incluida cubrir cubre > excluir excluye excluido excluida excluidos
  abrir abre abren abierto abierta abiertos abiertas > cerrar cierra cierran cerrado cerrada cerrados cerradas
  obligatorio obligatoria obligatorios / opcional opcionales voluntario voluntaria facultativo
  posible posibles > imposible imposibles
  seguro segura / inseguro insegura peligroso peligrosa
  legal legales / ilegal ilegales
  válido válida vigente / inválido inválida nulo nula caducado caducada
  aumentar aumentó aumenta subir subió sube crecer creció incrementar incrementó / disminuir disminuyó disminuye bajar bajó baja reducir redujo reduce descender descendió caer cayó
  ganar ganó gana / perder perdió pierde
  mejorar mejoró mejora / empeorar empeoró empeora
  aparecer apareció / desaparecer desapareció
  encender enciende encendió / apagar apaga apagó
  comprar compró compra / vender vendió vende
  empezar empezó empieza comenzar comenzó comienza / terminar terminó termina acabar acabó finalizar finalizó
  llegar llega llegó / salir sale salió partir
  reversible / irreversible
  recargable / desechable
  suficiente / insuficiente
  completo completa / incompleto incompleta
  mantener mantuvo conservar / suprimir suprimió eliminar eliminó
  allow allows allowed permit permits permitted authorise authorised authorized > forbid forbids forbidden prohibit prohibits prohibited ban bans banned disallow disallowed
  approve approves approved accept accepts accepted grant granted > reject rejects rejected refuse refuses refused deny denied decline declined
  include includes included cover covers covered > exclude excludes excluded
  open opens opened > close closes closed shut
  mandatory obligatory compulsory required / optional voluntary
  possible > impossible
  safe / unsafe dangerous
  legal / illegal
  valid / invalid void
  increase increases increased rise rises rose risen grow grew grown / decrease decreases decreased fall falls fell fallen drop drops dropped reduce reduced shrink shrank
  win wins won / lose loses lost
  improve improves improved / worsen worsens worsened
  appear appeared / disappear disappeared
  buy buys bought / sell sells sold
  begin begins began start starts started / end ends ended finish finished
  arrive arrives arrived reach reaches reached / leave leaves left depart departs departed
  able > unable
  likely / unlikely
  agree agrees agreed > disagree disagrees disagreed
  add adds added / remove removes removed
  common / uncommon rare
  sufficient / insufficient
  complete / incomplete
  remember / forget
  keep kept / discard discarded
`
  .trim()
  .split('\n')
  .map((line) => ({
    sides: line.split(/[>/]/).map((side) => side.trim().split(/\s+/)),
    denies: line.includes('>'),
  }));
const AFFIRMING = indexByFold(0);
const DENYING = indexByFold(1);

function indexByFold(side: 0 | 1): Map<string, number> {
  return new Map(
    ANTONYMS.flatMap(({ sides }, i) => (sides[side] ?? []).map((word): [string, number] => [fold(word), i])),
  );
}

/** `reach`: whether it denies what follows, too. */
export type Antonym = { pair: number; isContrary: boolean; reach: boolean };

/** The pair of opposites that a word belongs to, and whether it is the contrary one of them. */
export function antonymOf(folded: string): Antonym | null {
  const denied = DENYING.get(folded);
  if (denied !== undefined)
    return { pair: denied, isContrary: true, reach: ANTONYMS[denied]?.denies === true };
  const affirmed = AFFIRMING.get(folded);
  return affirmed === undefined ? null : { pair: affirmed, isContrary: false, reach: false };
}
