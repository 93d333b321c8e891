import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UsageDay } from '#shared/admin.ts';
import { useFormats } from '../i18n/format.ts';
import styles from './DayChart.module.css';
import { useDeskFormats } from './deskFormats.ts';
import { type Measure, useAmountText } from './measure.ts';

type DayChartProps = {
  title: string;
  /** Every day of the range, the earliest first. */
  days: readonly UsageDay[];
  measure: Measure;
  /** Pixels. */
  height?: number;
};

/** A bar for each day. The pointer and the arrow keys show one day's numbers; the table has them all. */
export function DayChart({ title, days, measure, height = 160 }: DayChartProps) {
  const { t } = useTranslation('admin');
  const { shortDay, longDay, short } = useDeskFormats();
  const amountText = useAmountText();
  const [index, setIndex] = useState<number | null>(null);
  const last = days.length - 1;
  const most = Math.max(1, ...days.map((day) => day[measure]));
  const total = days.reduce((sum, day) => sum + day[measure], 0);
  const dayText = (day: UsageDay) =>
    `${longDay(day.day)}: ${amountText(measure, day[measure])}, ${amountText('people', day.users)}`;
  const shown = index === null ? undefined : days[index];
  const named = shown ?? days[last];
  const onKeyDown = (event: KeyboardEvent) => {
    const at = index ?? last;
    const targets: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    setIndex(Math.min(last, Math.max(0, target)));
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const at = Math.floor(((event.clientX - left) / width) * days.length);
    setIndex(Math.min(last, Math.max(0, at)));
  };
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.caption}>
        <span className={styles.title}>{title}</span>
        <span className={styles.readout} aria-hidden="true">
          {shown ? dayText(shown) : `${amountText(measure, total)} · ${t('usage.total').toLocaleLowerCase()}`}
        </span>
      </figcaption>
      <div
        role="slider"
        tabIndex={0}
        className={styles.plot}
        style={{ height }}
        aria-label={t('usage.chartKeys', { title })}
        aria-valuemin={1}
        aria-valuemax={days.length}
        aria-valuenow={(index ?? last) + 1}
        aria-valuetext={named && dayText(named)}
        onKeyDown={onKeyDown}
        onFocus={() => setIndex((at) => at ?? last)}
        onBlur={() => setIndex(null)}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setIndex(null)}
      >
        <span className={styles.most} aria-hidden="true">
          {short(most)}
        </span>
        <svg viewBox={`0 0 ${days.length} 100`} preserveAspectRatio="none" aria-hidden="true">
          {days.map((day, at) => (
            <Bar key={day.day} at={at} share={day[measure] / most} isShown={at === index} />
          ))}
        </svg>
      </div>
      <div className={styles.axis} aria-hidden="true">
        <span>{days[0] && shortDay(days[0].day)}</span>
        <span>{days[last] && shortDay(days[last].day)}</span>
      </div>
      <DayTable title={title} days={days} />
    </figure>
  );
}

/** What little was used is still seen, in hundredths of the height. */
const LEAST_HEIGHT = 1.5;

function Bar({ at, share, isShown }: { at: number; share: number; isShown: boolean }) {
  const height = share === 0 ? 0 : Math.max(LEAST_HEIGHT, share * 100);
  return (
    <>
      {isShown && <rect className={styles.column} x={at} y={0} width={1} height={100} />}
      <rect
        className={isShown ? styles.shownBar : styles.bar}
        x={at + 0.12}
        y={100 - height}
        width={0.76}
        height={height}
      />
    </>
  );
}

function DayTable({ title, days }: { title: string; days: readonly UsageDay[] }) {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  const { shortDay } = useDeskFormats();
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.numbers} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t('showTable')}</summary>
      {open && (
        <div className={styles.tablePlace}>
          <table className={styles.table} aria-label={title}>
            <thead>
              <tr>
                <th scope="col">{t('usage.day')}</th>
                <th scope="col">{t('used.messages')}</th>
                <th scope="col">{t('used.tokens')}</th>
                <th scope="col">{t('used.people')}</th>
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map((day) => (
                <tr key={day.day}>
                  <th scope="row">{shortDay(day.day)}</th>
                  <td>{formats.number(day.messages)}</td>
                  <td>{formats.number(day.tokens)}</td>
                  <td>{formats.number(day.users)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
