import { useTranslation } from 'react-i18next';
import { Knot } from '../design/Knot.tsx';
import styles from './LocalModelNote.module.css';

/**
 * Says plainly that no model is connected: what works as it is, and how to connect one. `folded`: in one line, for those
 * who use it as it is.
 */
export function LocalModelNote({ folded }: { folded: boolean }) {
  const { t } = useTranslation();
  if (folded) {
    return (
      <details className={styles.folded}>
        <summary>{t('localModel.note')}</summary>
        <HowToConnect />
      </details>
    );
  }
  return (
    <section className={styles.note} aria-labelledby="local-model">
      <h2 id="local-model">
        <Knot state="hollow" />
        {t('localModel.title')}
      </h2>
      <p>{t('localModel.works')}</p>
      <HowToConnect />
    </section>
  );
}

function HowToConnect() {
  const { t } = useTranslation();
  return (
    <>
      <p>{t('localModel.connect')}</p>
      <pre>
        <code>OPENAI_API_KEY=sk-… npm start</code>
      </pre>
      <p>{t('localModel.readme')}</p>
    </>
  );
}
