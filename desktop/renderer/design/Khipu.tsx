import { useTranslation } from 'react-i18next';
import { classes } from './classes.ts';
import styles from './Khipu.module.css';

type Dye = 'wool' | 'dark' | 'cochineal' | 'indigo' | 'ochre';

/** `sway`: how far it swings to the side; `knots`: how far down (0 to 1) and with how many turns. */
type Pendant = {
  x: number;
  length: number;
  sway: number;
  dye: Dye;
  knots: readonly (readonly [number, number])[];
};

const PENDANTS: readonly Pendant[] = [
  {
    x: 46,
    length: 250,
    sway: 10,
    dye: 'wool',
    knots: [
      [0.34, 1],
      [0.62, 3],
    ],
  },
  {
    x: 92,
    length: 318,
    sway: -12,
    dye: 'dark',
    knots: [
      [0.22, 2],
      [0.5, 4],
      [0.78, 1],
    ],
  },
  { x: 136, length: 214, sway: 8, dye: 'wool', knots: [[0.55, 5]] },
  {
    x: 184,
    length: 356,
    sway: 12,
    dye: 'indigo',
    knots: [
      [0.26, 1],
      [0.47, 2],
      [0.72, 6],
    ],
  },
  {
    x: 232,
    length: 282,
    sway: -8,
    dye: 'wool',
    knots: [
      [0.4, 3],
      [0.7, 1],
    ],
  },
  {
    x: 276,
    length: 398,
    sway: 10,
    dye: 'cochineal',
    knots: [
      [0.2, 1],
      [0.38, 4],
      [0.58, 2],
      [0.8, 7],
    ],
  },
  {
    x: 322,
    length: 240,
    sway: -10,
    dye: 'dark',
    knots: [
      [0.5, 2],
      [0.76, 1],
    ],
  },
  {
    x: 366,
    length: 332,
    sway: 12,
    dye: 'wool',
    knots: [
      [0.3, 5],
      [0.66, 1],
    ],
  },
  { x: 408, length: 196, sway: -6, dye: 'ochre', knots: [[0.52, 3]] },
  {
    x: 448,
    length: 286,
    sway: 9,
    dye: 'wool',
    knots: [
      [0.36, 1],
      [0.6, 2],
    ],
  },
];

/** The khipu of the first page: a picture of how Kipux keeps things, and the only ornament there is. */
export function Khipu() {
  const { t } = useTranslation();
  return (
    <svg className={styles.khipu} viewBox="0 0 490 490" role="img" aria-label={t('auth.figure')}>
      {PENDANTS.map((pendant) => (
        <PendantCord key={pendant.x} {...pendant} />
      ))}
      <path className={styles.main} d={MAIN_CORD} />
      <path className={styles.twist} d={MAIN_CORD} />
    </svg>
  );
}

const MAIN_CORD = 'M4 40 Q245 104 486 40';

/** Where the main cord hangs at `x`: the height of the curve above. */
function mainCordY(x: number): number {
  const t = (x - 4) / 482;
  return (1 - t) ** 2 * 40 + 2 * (1 - t) * t * 104 + t ** 2 * 40;
}

function PendantCord({ x, length, sway, dye, knots }: Pendant) {
  const y = mainCordY(x);
  const curve = `M${x} ${y} c${sway} ${length / 3} ${-sway} ${(length * 2) / 3} 0 ${length}`;
  return (
    <g className={classes(styles.pendant, styles[dye])}>
      <path d={curve} />
      <ellipse cx={x} cy={y + 2} rx="4.5" ry="7" />
      {knots.map(([at, turns]) => (
        <LongKnot
          key={at}
          x={x + 3 * sway * at * (1 - at) * (1 - 2 * at)}
          y={y + length * at}
          turns={turns}
        />
      ))}
    </g>
  );
}

/** A knot of several turns is a digit; each turn is drawn as a slanted bead. */
function LongKnot({ x, y, turns }: { x: number; y: number; turns: number }) {
  return (
    <g transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}>
      {Array.from({ length: turns }, (_, turn) => (
        <ellipse key={turn} cy={turn * 6.5} rx="6.5" ry="4" transform={`rotate(-14 0 ${turn * 6.5})`} />
      ))}
    </g>
  );
}
