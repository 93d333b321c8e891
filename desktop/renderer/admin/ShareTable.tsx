import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../i18n/format.ts';
import type { Measure } from './measure.ts';
import styles from './ShareTable.module.css';

export type Share = { key: string; name: ReactNode; messages: number; tokens: number };

type ShareTableProps = {
  title: string;
  /** What the first column names. */
  heading: string;
  rows: readonly Share[];
  /** What the bars show. */
  measure: Measure;
};

/** Who or what has used how much, the bars beside the numbers. */
export function ShareTable({ title, heading, rows, measure }: ShareTableProps) {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  const most = Math.max(1, ...rows.map((row) => row[measure]));
  return (
    <table className={styles.table}>
      <caption className={styles.caption}>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{heading}</th>
          <th scope="col">{t('used.messages')}</th>
          <th scope="col">{t('used.tokens')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">
              {row.name}
              <svg className={styles.bar} viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                <rect width={Math.max(0.5, (row[measure] / most) * 100)} height="1" />
              </svg>
            </th>
            <td>{formats.number(row.messages)}</td>
            <td>{formats.number(row.tokens)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
