import { stem } from '#platform/text/stem.ts';
import { fold } from '#platform/text/words.ts';
import { linesOf } from './lexicon.ts';

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
  keep store retain stored preserve preserved kept
  conservar guardar mantener preservar conserva
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
