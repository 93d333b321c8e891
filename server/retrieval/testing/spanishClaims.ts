import type { ClaimCase } from './claimCase.ts';

export const spanishClaims: ClaimCase[] = [
  {
    passage:
      'En 2022 la cooperativa Valle Verde facturó 4,8 millones de euros, un 12 % más que en 2021. El número de socios pasó de 310 a 345. La presidenta, Lucía Ferrer, anunció que no habrá reparto de dividendos.',
    borneOut: [
      'La facturación de Valle Verde en 2022 fue de 4,8 millones de euros, un aumento del 12 % respecto al año anterior',
      'La cooperativa pasó a tener 345 socios, frente a los 310 que tenía antes',
      'Según Lucía Ferrer, los dividendos no se repartirán',
    ],
    altered: [
      'Valle Verde facturó 4,8 millones de euros en 2021',
      'La presidenta, Lucía Ferrer, anunció un reparto de dividendos',
      'El número de socios bajó de 345 a 310',
    ],
  },
  {
    passage:
      'El inquilino abonará una renta de 850 euros mensuales dentro de los cinco primeros días de cada mes. La fianza equivale a dos mensualidades y se devolverá en un plazo máximo de treinta días desde la entrega de las llaves. No se admiten animales sin autorización escrita del propietario.',
    borneOut: [
      'La renta mensual asciende a 850 € y debe pagarse en los primeros 5 días del mes',
      'La fianza, de dos mensualidades, se devuelve como máximo 30 días después de entregar las llaves',
      'Para tener animales hace falta una autorización por escrito del propietario',
    ],
    altered: [
      'La renta mensual es de 580 euros',
      'La fianza equivale a tres mensualidades',
      'Se admiten animales sin autorización del propietario',
    ],
  },
  {
    passage:
      'La dosis recomendada para adultos es de un comprimido de 650 mg cada seis horas, sin superar los cuatro comprimidos al día. No se administre a niños menores de 12 años. Conservar por debajo de 25 °C.',
    borneOut: [
      'Los adultos pueden tomar un comprimido de 650 mg cada 6 horas',
      'El máximo son cuatro comprimidos diarios para los adultos',
      'El medicamento no debe darse a menores de doce años',
    ],
    altered: [
      'Los adultos pueden tomar un comprimido de 650 g cada seis horas',
      'La dosis recomendada es de un comprimido cada ocho horas',
      'Debe conservarse por encima de 25 °C',
    ],
  },
  {
    passage:
      'El general Manuel Aranda derrotó a Tomás Quiroga en la batalla de Río Seco, el 14 de mayo de 1821. Tres meses después se firmó la paz en la ciudad de Huamanga. Quiroga murió en el exilio, en Montevideo, en 1834.',
    borneOut: [
      'Manuel Aranda venció en Río Seco: derrotó a Tomás Quiroga el 14 de mayo de 1821',
      'La paz se firmó en Huamanga tres meses más tarde',
      'Quiroga falleció exiliado en Montevideo en el año 1834',
    ],
    altered: [
      'Tomás Quiroga derrotó a Manuel Aranda en la batalla de Río Seco',
      'La batalla de Río Seco tuvo lugar el 14 de marzo de 1821',
      'Quiroga murió en el exilio en Buenos Aires en 1834',
    ],
  },
  {
    passage:
      'La piscina municipal abre de lunes a sábado, de 8:00 a 21:30. Los domingos permanece cerrada. La entrada individual cuesta 4,50 €; los menores de catorce años y los jubilados pagan 2 €. El gorro es obligatorio.',
    borneOut: [
      'La piscina está abierta de lunes a sábado entre las 8:00 y las 21:30',
      'Los jubilados y los menores de 14 años pagan 2 € de entrada',
      'Es obligatorio llevar gorro en la piscina',
    ],
    altered: [
      'La piscina municipal abre los domingos',
      'Los jubilados pagan 4,50 € por la entrada',
      'El gorro es opcional',
    ],
  },
  {
    passage:
      'El acta recoge que el equipo de diseño entregará los planos antes del 30 de septiembre. Marta Gil se encargará del presupuesto y Óscar Peña de los permisos. Se rechazó la propuesta de ampliar el aparcamiento por falta de fondos.',
    borneOut: [
      'Los planos los entregará el equipo de diseño antes del 30 de septiembre',
      'Óscar Peña se ocupa de los permisos, y Marta Gil, del presupuesto',
      'La ampliación del aparcamiento fue rechazada por falta de fondos',
    ],
    altered: [
      'El equipo de diseño entregará los planos después del 30 de septiembre',
      'Marta Gil se encargará de los permisos',
      'Se aceptó la propuesta de ampliar el aparcamiento',
    ],
  },
  {
    passage:
      'La cochinilla, un insecto que vive en la tuna, da un rojo intenso cuando se mezcla con alumbre. Con zumo de limón el color vira al naranja. Hacen falta unos 140.000 insectos secos para obtener un kilo de tinte.',
    borneOut: [
      'Mezclada con alumbre, la cochinilla produce un rojo intenso',
      'Al añadir zumo de limón, el color se vuelve naranja',
      'Para conseguir un kilo de tinte se necesitan alrededor de 140 000 insectos secos',
    ],
    altered: [
      'Mezclada con alumbre, la cochinilla da un azul intenso',
      'Con zumo de limón el color no vira al naranja',
      'Hacen falta unos 14.000 insectos secos para obtener un kilo de tinte',
    ],
  },
  {
    passage:
      'Los estudiantes que suspendan más de dos asignaturas no podrán promocionar al curso siguiente. Las revisiones de examen se solicitan en un plazo de tres días hábiles ante la jefatura de estudios. La asistencia mínima exigida es del ochenta por ciento.',
    borneOut: [
      'Quienes suspendan más de dos asignaturas no promocionan al curso siguiente',
      'Hay 3 días hábiles para solicitar la revisión de un examen ante la jefatura de estudios',
      'Se exige una asistencia mínima del 80 %',
    ],
    altered: [
      'Los estudiantes que suspendan más de dos asignaturas podrán promocionar al curso siguiente',
      'Las revisiones de examen se solicitan en un plazo de tres semanas',
      'La asistencia máxima exigida es del 80 %',
    ],
  },
  {
    passage:
      'El glaciar Pastoruri ha perdido más de la mitad de su superficie desde 1980. A diferencia de otros nevados de la cordillera Blanca, ya no acumula hielo en invierno. El parque nacional Huascarán limitó en 2007 el acceso de turistas.',
    borneOut: [
      'Desde 1980, el Pastoruri ha perdido más de la mitad de su superficie',
      'El glaciar ya no acumula hielo durante el invierno',
      'En 2007 el parque nacional Huascarán limitó el acceso a los turistas',
    ],
    altered: [
      'El glaciar Pastoruri ha perdido menos de la mitad de su superficie desde 1980',
      'El glaciar Pastoruri acumula hielo en invierno',
      'El parque nacional Manu limitó en 2007 el acceso de turistas',
    ],
  },
  {
    passage:
      'El modelo TX-40 admite tarjetas de hasta 256 GB y funciona con dos pilas AA. La batería interna no es recargable. Si la luz parpadea en rojo, pulse el botón RESET durante cinco segundos. La garantía cubre los defectos de fabricación durante veinticuatro meses.',
    borneOut: [
      'El TX-40 acepta tarjetas de memoria de hasta 256 GB',
      'Cuando la luz parpadea en rojo hay que mantener pulsado RESET 5 segundos',
      'La garantía cubre defectos de fabricación durante dos años',
    ],
    altered: [
      'El modelo TX-50 admite tarjetas de hasta 256 GB',
      'La batería interna es recargable',
      'Si la luz parpadea en verde, pulse el botón RESET durante cinco segundos',
    ],
  },
];
