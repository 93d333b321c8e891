const code = (comment: string) => `\`\`\`ts
/** ${comment} */
export function weekOf(date: Date): Date {
  const monday = new Date(date.getFullYear(), date.getMonth(), date.getDate());
  monday.setDate(monday.getDate() - ((monday.getDay() + 6) % 7));
  return monday;
}

export const byWeek = (dates: readonly Date[]) =>
  Map.groupBy(dates, (date) => weekOf(date).toISOString());
\`\`\``;

/** What people might write, for the scenes of the demo. */
export const demoTexts = {
  es: {
    title: 'Agrupar fechas por semana en TypeScript',
    cited: {
      fileName: 'Manual del telar.pdf',
      question: '¿Qué día abre el taller?',
      quote: 'El taller de Chinchero abre los martes a las nueve y media.',
      answer:
        'El taller de Chinchero abre los **martes a las nueve y media** [1]. Los tintes se enseñan por la tarde [2].',
      text: 'Manual del telar\n\nEl telar de cintura se tensa con el peso del cuerpo de la tejedora. La urdimbre se prepara con lana de alpaca.\n\nEl taller de Chinchero abre los martes a las nueve y media. Quien quiera aprender lleva su propia lana.\n\nTintes\n\nLa cochinilla da un rojo intenso cuando se mezcla con alumbre; con limón vira al naranja.',
    },
    question:
      '¿Cómo agrupo una lista de fechas por semana en TypeScript? Me importa que la semana empiece en lunes.',
    answer: `Puedes reducir cada fecha al **lunes de su semana** y agrupar por ese valor. Así la clave es estable y no depende de la hora.

## La función

${code('Lunes de la semana en que cae una fecha, a medianoche.')}

Dos detalles que suelen fallar:

1. \`getDay()\` cuenta desde el domingo; \`(día + 6) % 7\` lo convierte en días desde el lunes.
2. Construir la fecha con año, mes y día evita que el *cambio de hora* desplace la medianoche.

| Enfoque | Ventaja | Inconveniente |
|---|---|---|
| Lunes como clave | Se ordena solo | Ocupa más que un número |
| Semana ISO (\`2026-W47\`) | Se lee bien | El año puede no coincidir |
| Días desde 1970 / 7 | Muy rápido | Hay que ajustar el origen |

> Si las fechas vienen de varios husos horarios, decide primero en cuál vive «la semana».

Si solo necesitas contar, un \`Map\` de clave a número basta.`,
    thanks: '¿Y si la semana empieza en domingo, como en México?',
    short:
      'Entonces basta con restar `monday.getDay()` en lugar de `(monday.getDay() + 6) % 7`: el domingo vale cero y la semana empieza en él.',
    titles: [
      'Correo para aplazar la reunión',
      'Resumen del acta de noviembre',
      'Interés compuesto con un ejemplo',
      'Plan de lectura para invierno',
      'Comparar hipoteca fija y variable',
      'Errores de tipos en el importador',
      'Cena para seis sin gluten',
      'Notas de la tesis',
      'Qué es un quipu',
      'Preguntas para la entrevista',
      'Ideas para el taller de memoria histórica en la biblioteca del barrio',
      'Consulta SQL lenta',
      'Traducir la carta del seguro',
      'Ruta por los Pirineos',
      'Regar el huerto en agosto',
      'Presupuesto de la reforma',
      'Repaso de genética',
      'Diferencia entre TCP y UDP',
      'Guion del pódcast',
      'Reclamación a la aerolínea',
    ],
  },
  en: {
    title: 'Group dates by week in TypeScript',
    cited: {
      fileName: 'Loom manual.pdf',
      question: 'Which day does the workshop open?',
      quote: 'The Chinchero workshop opens on Tuesdays at half past nine.',
      answer:
        'The Chinchero workshop opens on **Tuesdays at half past nine** [1]. Dyeing is taught in the afternoon [2].',
      text: 'Loom manual\n\nA backstrap loom is held taut by the weight of the weaver. The warp is made of alpaca wool.\n\nThe Chinchero workshop opens on Tuesdays at half past nine. Whoever wants to learn brings their own wool.\n\nDyes\n\nCochineal gives a deep red when mixed with alum; with lemon it turns orange.',
    },
    question: 'How do I group a list of dates by week in TypeScript? The week has to begin on Monday.',
    answer: `Reduce each date to the **Monday of its week** and group by that value. The key is stable and does not depend on the hour.

## The function

${code('Monday of the week of a date, at midnight.')}

Two details that often go wrong:

1. \`getDay()\` counts from Sunday; \`(day + 6) % 7\` turns that into days since Monday.
2. Building the date from year, month and day keeps *daylight saving* from moving midnight.

| Approach | Good | Not so good |
|---|---|---|
| Monday as key | Sorts by itself | Larger than a number |
| ISO week (\`2026-W47\`) | Reads well | Its year may differ |
| Days since 1970 / 7 | Very fast | The origin needs shifting |

> If the dates come from several time zones, decide first in which of them "the week" lives.

If all you need is a count, a \`Map\` from key to number will do.`,
    thanks: 'And if the week begins on Sunday, as in the United States?',
    short:
      'Then subtract `monday.getDay()` instead of `(monday.getDay() + 6) % 7`: Sunday is zero, and the week begins there.',
    titles: [
      'Email to move the meeting',
      'Summary of the November minutes',
      'Compound interest by example',
      'Winter reading plan',
      'Fixed or variable mortgage',
      'Type errors in the importer',
      'Gluten-free dinner for six',
      'Thesis notes',
      'What is a khipu',
      'Interview questions',
      'Ideas for the local history workshop at the neighbourhood library',
      'Slow SQL query',
      'Translate the insurance letter',
      'A week in the Pyrenees',
      'Watering the garden in August',
      'Budget for the kitchen',
      'Genetics revision',
      'TCP and UDP',
      'Podcast script',
      'Claim against the airline',
    ],
  },
};
