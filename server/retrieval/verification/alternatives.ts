import { fold } from '#platform/text/words.ts';
import { linesOf } from './lexicon.ts';

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
