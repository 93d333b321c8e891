import type { ClaimCase } from './claimCase.ts';

/** Written after the verifier, and not looked at while it was built: what it does with claims it was not made for. */
export const heldOutClaims: ClaimCase[] = [
  {
    passage:
      'El proyecto Aurora costará 2,3 millones de soles y se ejecutará entre marzo de 2025 y junio de 2027. Lo coordina la ingeniera Rosa Huamán desde la sede de Arequipa. Quedan fuera del presupuesto los gastos de mantenimiento.',
    borneOut: [
      'El coste previsto del proyecto Aurora es de 2,3 millones de soles',
      'La ingeniera Rosa Huamán es quien coordina el proyecto, desde Arequipa',
      'El presupuesto no incluye los gastos de mantenimiento',
    ],
    altered: [
      'El proyecto Aurora costará 3,2 millones de soles',
      'El proyecto lo coordina la ingeniera Rosa Huamán desde la sede de Cusco',
      'Los gastos de mantenimiento están incluidos en el presupuesto',
    ],
  },
  {
    passage:
      'Para preparar la masa se mezclan 500 g de harina con 300 ml de agua tibia y 7 g de levadura seca. Se deja reposar una hora y media en un lugar cálido. El horno debe estar a 220 °C; el pan se cuece durante 35 minutos. No hay que abrir la puerta en los primeros veinte minutos.',
    borneOut: [
      'La masa lleva 500 g de harina, 300 ml de agua tibia y 7 g de levadura seca',
      'El pan se hornea 35 minutos a 220 °C',
      'Durante los primeros 20 minutos no se debe abrir la puerta del horno',
    ],
    altered: [
      'Se mezclan 300 g de harina con 500 ml de agua tibia',
      'El pan se cuece durante 35 horas',
      'En los primeros veinte minutos hay que abrir la puerta',
    ],
  },
  {
    passage:
      'La línea 3 del metro une Las Lomas con el aeropuerto en 42 minutos, con paradas en 18 estaciones. El último tren sale a las 23:40 los días laborables y a la 1:15 los viernes y sábados. Las bicicletas se permiten fuera de las horas punta.',
    borneOut: [
      'Se tarda 42 minutos en ir de Las Lomas al aeropuerto con la línea 3',
      'Los viernes y sábados el último tren parte a la 1:15',
      'La línea 3 tiene 18 estaciones',
    ],
    altered: [
      'La línea 4 une Las Lomas con el aeropuerto en 42 minutos',
      'Los viernes y sábados el último tren sale a las 23:40',
      'Las bicicletas no se permiten fuera de las horas punta',
    ],
  },
  {
    passage:
      'Clara Montes publicó su primera novela en 1998, cuando todavía trabajaba como enfermera en Sevilla. El libro vendió apenas 900 ejemplares, pero ganó el premio Ateneo. Su hermano, Julián Montes, la tradujo al francés en 2004.',
    borneOut: [
      'La primera novela de Clara Montes apareció en 1998, publicada mientras trabajaba como enfermera',
      'A pesar de ganar el premio Ateneo, el libro solo vendió 900 ejemplares',
      'La traducción al francés la hizo en 2004 su hermano, Julián Montes',
    ],
    altered: [
      'Clara Montes publicó su segunda novela en 1998',
      'Clara Montes la tradujo al francés en 2004',
      'El libro no ganó el premio Ateneo',
    ],
  },
  {
    passage:
      'El convenio concede quince días de permiso por matrimonio y dos por mudanza. La empresa abonará las horas extraordinarias con un recargo del 75 %. Los trabajadores a tiempo parcial no podrán realizar horas extraordinarias. El comité se reúne cada trimestre en la sala Miró.',
    borneOut: [
      'Por matrimonio corresponden 15 días de permiso',
      'Las horas extra se pagan con un recargo del 75 por ciento',
      'Quien trabaja a tiempo parcial no puede hacer horas extraordinarias',
    ],
    altered: [
      'El convenio concede quince días de permiso por mudanza',
      'Los trabajadores a tiempo parcial podrán realizar horas extraordinarias',
      'El comité se reúne cada mes en la sala Miró',
    ],
  },
  {
    passage:
      'The clinic treated 1,240 patients in the first quarter, 85 fewer than in the same period of 2022. Waiting times fell from 21 to 16 days. Dr Priya Nair, who took over from Dr Alan Webb in February, plans to hire two more nurses.',
    borneOut: [
      'In the first quarter 1,240 patients were treated at the clinic',
      'Patients now wait 16 days, down from 21',
      'Dr Priya Nair succeeded Dr Alan Webb in February',
    ],
    altered: [
      'The clinic treated 1,420 patients in the first quarter',
      'Waiting times fell from 16 to 21 days',
      'Dr Alan Webb took over from Dr Priya Nair in February',
    ],
  },
  {
    passage:
      'The trail to Kestrel Peak is 11.5 miles long and climbs 3,200 feet. Dogs are welcome as long as they are on a leash. Camping is permitted only at the two marked sites. The shuttle runs from May to October; it does not run in winter.',
    borneOut: [
      'It is 11.5 miles to Kestrel Peak, with 3,200 feet of climbing',
      'You may bring a dog if it is kept on a leash',
      'There is no shuttle in winter',
    ],
    altered: [
      'The trail to Kestrel Peak is 11.5 kilometres long',
      'Dogs are not welcome on the trail even on a leash',
      'The shuttle runs from March to October',
    ],
  },
  {
    passage:
      'Under the lease, rent of $2,450 is due on the first day of each month, and a late fee of $75 applies after the fifth. The landlord pays for water and waste; the tenant pays for electricity and internet. Smoking inside the unit is prohibited.',
    borneOut: [
      'Rent is $2,450 and must be paid on the first day of every month',
      'Electricity and internet are paid by the tenant',
      'Smoking is not permitted inside the unit',
    ],
    altered: [
      'A late fee of $57 applies after the fifth',
      'The tenant pays for water and waste',
      'Smoking inside the unit is permitted',
    ],
  },
  {
    passage:
      'Marlow joined the expedition in Tromsø on 6 June 1911, together with the geologist Ingrid Solberg. The ship, the Petrel, carried 34 men and supplies for eighteen months. Marlow never reached the pole; he turned back eighty miles short of it.',
    borneOut: [
      'Marlow and the geologist Ingrid Solberg joined the expedition in Tromsø on June 6, 1911',
      'Thirty-four men were aboard the Petrel, which had supplies for 18 months',
      'Marlow turned back 80 miles before the pole and never reached it',
    ],
    altered: [
      'Marlow joined the expedition in Bergen on 6 June 1911',
      'The Petrel carried 34 men and supplies for eight months',
      'Marlow reached the pole',
    ],
  },
  {
    passage:
      'The API allows 600 requests per minute for each key. Responses are cached for 30 seconds unless the header X-No-Cache is set. Version 2 will be switched off on 1 December 2025 and replaced by version 3. Webhooks are retried up to five times.',
    borneOut: [
      'Each key can make up to 600 requests a minute',
      'Version 3 replaces version 2, which is switched off on December 1, 2025',
      'Failed webhooks are retried at most 5 times',
    ],
    altered: [
      'The API allows 600 requests per second for each key',
      'Version 3 will be switched off on 1 December 2025',
      'Responses are never cached',
    ],
  },
];
