import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../design/Button.tsx';
import { Knot } from '../design/Knot.tsx';
import { Placard } from '../design/Placard.tsx';
import { ServerLine } from '../desktop/ServerLine.tsx';
import { useActions } from '../state/app.tsx';
import { usePageTitle } from './usePageTitle.ts';

const RETRY_MILLISECONDS = 5_000;

/** Shown when not even the session could be asked for. It goes by itself once the server answers. */
export function UnreachableScreen() {
  const { t } = useTranslation();
  const { start } = useActions();
  const [trying, setTrying] = useState(false);
  usePageTitle(t('unreachable.title'));
  useEffect(() => {
    const timer = setInterval(() => void start(), RETRY_MILLISECONDS);
    const now = () => void start();
    window.addEventListener('online', now);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', now);
    };
  }, [start]);
  const retry = async () => {
    setTrying(true);
    await start();
    setTrying(false);
  };
  return (
    <main>
      <Placard
        figure={<Knot size={40} state="frayed" tone="warn" />}
        title={t('unreachable.title')}
        actions={
          <Button look="primary" onClick={() => void retry()} disabled={trying}>
            {trying ? t('unreachable.trying') : t('common.retry')}
          </Button>
        }
      >
        {t('unreachable.text')}
        <ServerLine />
      </Placard>
    </main>
  );
}
