import { stem, stemVariants } from '#platform/text/stem.ts';
import { fold, type Word } from '#platform/text/words.ts';

/** Groups of words, one a line; `a b c`. */
const linesOf = (lists: string): string[][] =>
  lists
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));

/** Every key under which a word may be looked up: as it is, and its stems in both languages. */
export function keysOf(word: Pick<Word, 'text' | 'folded' | 'kind'>): string[] {
  if (word.kind !== 'word') return [word.folded];
  return [...new Set([word.folded, ...stemVariants(word.text, 'es'), stem(word.text, 'en')])];
}

const stemsOf = (text: string): string[] => [...new Set([fold(text), stem(text, 'es'), stem(text, 'en')])];

function indexOf(groups: readonly (readonly string[])[]): Map<string, number[]> {
  const index = new Map<string, number[]>();
  for (const [group, words] of groups.entries()) {
    for (const key of new Set(words.flatMap(stemsOf))) index.set(key, [...(index.get(key) ?? []), group]);
  }
  return index;
}

/** Words that a model puts for each other. Near enough for a claim that agrees in everything else. */
const SYNONYMS = linesOf(`
  abonar pagar pago abono desembolsar
  costar precio coste costo tarifa valer importe vale cuesta cuestan asciende
  empleado empleada trabajador trabajadora personal plantilla
  fallecer morir murió muerte fallecimiento falleció muere
  vencer derrotar derrota ganar victoria
  empezar comenzar iniciar inicio comienzo arrancar
  terminar acabar finalizar concluir fin final finalización
  usar utilizar emplear uso utilización empleo
  necesitar requerir precisar hacer falta faltan necesario requiere exigir exige exigida obligatorio obligación deber imprescindible
  obtener conseguir lograr producir dar da generar produce
  volver virar cambiar convertir pasar tornar vuelve
  aumentar aumento subir crecer incremento incrementar subida crecimiento
  disminuir reducir bajar descenso reducción caída caer
  ampliar ampliación extender extensión
  construir construcción edificar levantar erigir
  fabricar fabricación elaborar elaboración producir producción
  encargar ocupar responsable cargo responsabilizar
  permitir autorizar permiso autorización admitir consentir aceptar admite permitido
  anunciar comunicar decir informar declarar afirmar indicar señalar manifestar explicar
  pedir solicitar solicitud petición requerir
  entregar entrega devolver dar
  comprar adquirir compra adquisición
  vivir residir habitar vivienda
  situar ubicar encontrar localizar estar situado ubicado
  crear fundar fundación creación establecer fundado
  enviar remitir mandar envío
  llamar denominar nombre denominado
  dirigir encabezar director dirección liderar presidir
  inquilino arrendatario
  propietario arrendador dueño
  alumno estudiante
  médico doctor facultativo
  niño menor infantil
  coche automóvil vehículo
  barco buque nave embarcación
  temperatura calor grados
  diario día cotidiano
  anual año
  mensual mes mensualidad
  aproximadamente alrededor unos cerca casi
  máximo superar exceder hasta tope límite
  mínimo menos
  reserva reservar
  abrir abierto apertura abre
  viajar viaje
  medicamento fármaco medicina comprimido
  documento archivo
  exilio exiliado
  tardar demora retraso
  acceso acceder entrar entrada
  firmar firma rubricar
  contener contenido incluir incluye
  employee staff worker personnel
  pay paid payment fee cost price charge costs
  begin start commence
  end finish complete completed conclude finished
  use employ utilise utilize
  need require must necessary mandatory obligatory compulsory needed
  get obtain receive entitled
  ship vessel boat
  depart leave departure departs
  arrive reach arrival
  build construct erect construction built rebuild rebuilt
  buy purchase
  die death died
  increase rise grow growth rose higher risen grew climb climbed
  decrease fall drop decline reduce reduction fell lower
  allow permit let admit authorise authorize permission consent able may can accept
  apply cover
  account make
  move migrate switch shift
  rely depend
  remain stay still stayed keep
  over above exceed more than longer
  under below less
  minus less
  daily day
  yearly annual year annually
  monthly month
  several many
  say state announce declare report according said
  ask request
  show display indicate
  keep store retain stored
  roughly approximately around
  expect should expected
  house home dwelling residence
  car vehicle automobile
  doctor physician
  child children kid
  film movie
  company firm business enterprise
  big large
  fast quick rapid
  locate situate located situated lie
  create found establish founded set
  lead head direct run led
  person people
  help assist
  give provide offer supply
  stop cease
  newer later version newest
  beat defeat win
  newly new
  refund reimburse reimbursement
  cancel cancellation cancelled
  drug medicine medication tablet
  span long length cross wide
  sign signed signature
  write wrote author written
  contain include comprise
  sale sell sold
  vote votes voted
  favour for
`);
const SYNONYM_INDEX = indexOf(SYNONYMS);

/** The groups of synonyms that a word belongs to. */
export function synonymGroups(keys: readonly string[]): number[] {
  return keys.flatMap((key) => SYNONYM_INDEX.get(key) ?? []);
}

/** Of each line a thing is only one: who says `blue` where the document says `red` says something else. */
const ALTERNATIVES = linesOf(`
  rojo rojos roja rojas azul azules verde verdes amarillo amarilla amarillos amarillas naranja blanco blanca blancos blancas negro negra negros negras gris grises morado morada violeta rosa marrón
  red blue green yellow orange white black grey gray purple violet pink brown
  lunes martes miércoles jueves viernes sábado sábados domingo domingos
  monday mondays tuesday tuesdays wednesday wednesdays thursday thursdays friday fridays saturday saturdays sunday sundays
  enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre
  january february march april mayo june july august september october november december
  norte sur oeste
  north northern south southern east eastern west western
  oriental occidental
  septentrional meridional
  izquierda derecha
  left right
  primer primero primera segundo segunda tercer tercero tercera cuarta quinto quinta sexto sexta último última
  first second third fourth fifth sixth last
  primavera verano otoño invierno
  spring summer autumn fall winter
  mañana tarde noche madrugada
  morning afternoon evening night
  inquilino inquilinos inquilina arrendatario arrendataria propietario propietarios propietaria arrendador arrendadora
  tenant tenants lessee landlord landlords lessor
  comprador compradora vendedor vendedora
  buyer buyers seller sellers vendor purchaser
  empleado empleados empleada trabajador trabajadores empresario empresa patrono
  employee employees employer employers
  profesor profesora profesores alumno alumnos alumna estudiante estudiantes
  teacher teachers student students pupil pupils
  médico médicos paciente pacientes
  doctor doctors patient patients
  padre madre hijo hija hermano hermana
  father mother son daughter brother sister
  marido esposa
  husband wife
  hombre hombres mujer mujeres
  man men woman women
  niño niños niña niñas adulto adultos adulta
  child children adult adults
  presidente presidenta vicepresidente secretario secretaria tesorero tesorera alcalde alcaldesa
  president chairman secretary treasurer mayor
  oro plata bronce cobre hierro acero aluminio
  gold silver bronze copper iron steel aluminium aluminum
  lana algodón seda lino poliéster
  wool cotton silk linen polyester
  madera piedra ladrillo hormigón vidrio
  wood stone brick concrete glass
  perro perros gato gatos
  dog dogs cat cats
  trigo maíz arroz cebada avena
  wheat maize corn rice barley oats
  desayuno almuerzo comida cena
  breakfast lunch dinner supper
  español inglés francés alemán italiano portugués quechua
  spanish english french german italian portuguese
  hora horas minuto minutos
  público privado pública privada
  public private
  fijo variable
  interno interna externo externa
  internal external indoor outdoor
  nacional internacional
  domestic international
  superior inferior
  upper lower
  bruto neto
  gross net
  máximo máxima máximos máximas mínimo mínima mínimos mínimas
  maximum minimum
  gratis gratuito gratuita pago
  sólido líquido gaseoso
  solid liquid gas
  frío caliente
  cold hot
  vertical horizontal
  doble triple
  double triple
  diario diaria semanal mensual anual trimestral semestral
  daily weekly monthly yearly annual quarterly
`).map((words) => words.map(fold));
const ALTERNATIVE_SETS = new Map<string, number[]>();
for (const [set, words] of ALTERNATIVES.entries())
  for (const word of words) ALTERNATIVE_SETS.set(word, [...(ALTERNATIVE_SETS.get(word) ?? []), set]);

/** The sets of alternatives that a folded word is one of. */
export function alternativeSets(folded: string): readonly number[] {
  return ALTERNATIVE_SETS.get(folded) ?? [];
}

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
  válido válida / inválido inválida nulo
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
  valid / invalid
  increase increases increased rise rises rose risen grow grew grown / decrease decreases decreased fall falls fell fallen drop drops dropped reduce reduced shrink shrank
  win wins won / lose loses lost
  improve improves improved / worsen worsens worsened
  succeed succeeded / fail fails failed
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
