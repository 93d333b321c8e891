import { fold } from '#platform/text/words.ts';

/** What a unit measures, and how much of the dimension's first unit it is. */
export type Unit = { dimension: string; factor: number };

/** `dimension: words=factor …`, in Spanish and English; words with `/` between them are one unit. */
const UNITS = `
time: segundo/segundos/second/seconds/sec/s=1 minuto/minutos/minute/minutes/min/mins=60 hora/horas/hour/hours/h/hrs/hr=3600 día/días/day/days/diario/diarios/diaria/diarias/daily=86400 semana/semanas/week/weeks/semanal/semanales/weekly=604800 quincena/quincenas=1296000 fortnight/fortnights=1209600 mes/meses/month/months/mensual/mensuales/monthly=2592000 trimestre/trimestres/trimestral/trimestrales/quarterly=7776000 semestre/semestres=15552000 año/años/year/years/yearly/annual/anual/anuales=31104000 década/décadas/decade/decades=311040000 siglo/siglos/century/centuries=3110400000
percent: percent=1
ordinal: ordinal=1
date: calendarday=1
times: veces/vez/times=1
euro: euro/euros=1 céntimo/céntimos/cent/cents=0.01
dollar: dólar/dólares/dollar/dollars=1
pound: libra/libras/pound/pounds=1
sol: sol/soles=1
peso: peso/pesos=1
yen: yen/yenes=1
length: milímetro/milímetros/millimetre/millimetres/millimeter/millimeters/mm=0.001 centímetro/centímetros/centimetre/centimetres/centimeter/centimeters/cm=0.01 metro/metros/metre/metres/meter/meters/m=1 kilómetro/kilómetros/kilometre/kilometres/kilometer/kilometers/km=1000 milla/millas/mile/miles=1609.344 pie/pies/foot/feet=0.3048 pulgada/pulgadas/inch/inches=0.0254
mass: miligramo/miligramos/milligram/milligrams/mg=0.000001 gramo/gramos/gram/grams/g=0.001 kilo/kilos/kilogramo/kilogramos/kilogram/kilograms/kg=1 tonelada/toneladas/tonne/tonnes/ton/tons=1000 onza/onzas/ounce/ounces/oz=0.02835
volume: mililitro/mililitros/millilitre/millilitres/milliliter/milliliters/ml=0.001 litro/litros/litre/litres/liter/liters/l=1 gallon/gallons/galón/galones=3.785
temperature: celsius=1
fahrenheit: fahrenheit=1
data: byte/bytes=1 kb/kilobyte/kilobytes=1000 mb/megabyte/megabytes=1000000 gb/gigabyte/gigabytes=1000000000 tb/terabyte/terabytes=1000000000000
power: w/vatio/vatios/watt/watts=1 kw/kilovatio/kilovatios/kilowatt/kilowatts=1000 mw/megavatio/megavatios/megawatt/megawatts=1000000
frequency: hz=1 khz=1000 mhz=1000000 ghz=1000000000
voltage: v/volt/volts/voltio/voltios=1
speed: nudo/nudos/knot/knots=1
area: hectárea/hectáreas/hectare/hectares=1 acre/acres=0.4047
`;

const BY_WORD = new Map<string, Unit>(
  UNITS.trim()
    .split('\n')
    .flatMap((line) => {
      const [dimension = '', entries = ''] = line.split(': ');
      return entries.split(' ').flatMap((entry) => {
        const [names = '', factor] = entry.split('=');
        return names
          .split('/')
          .map((name): [string, Unit] => [fold(name), { dimension, factor: Number(factor) }]);
      });
    }),
);

/** The unit that a folded word names. */
export function unitOf(folded: string): Unit | undefined {
  return BY_WORD.get(folded);
}
