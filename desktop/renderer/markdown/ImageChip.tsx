import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { linkTarget } from './linkTarget.ts';
import styles from './MessageContent.module.css';
import { ReferencesContext } from './references.tsx';

type ImageChipProps = { src: string | undefined; alt: string; identifier: string | undefined };

/**
 * A picture as a link to it. Loading it would tell its host who reads what and when, and could carry words of the
 * conversation there in its address.
 */
export function ImageChip({ src, alt, identifier }: ImageChipProps) {
  const { t } = useTranslation();
  const { definitions } = useContext(ReferencesContext);
  const target = linkTarget((identifier === undefined ? src : definitions.get(identifier)?.url) ?? '');
  const name = alt.trim() === '' ? t('markdown.image') : t('markdown.imageOf', { description: alt });
  if (target === undefined) return <span className={styles.chip}>{name}</span>;
  return (
    <a
      className={styles.chip}
      href={target.href}
      title={target.host}
      target="_blank"
      rel="noopener noreferrer"
    >
      {name} <span className={styles.host}>({target.host})</span>
    </a>
  );
}
