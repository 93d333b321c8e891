import { Component, type ErrorInfo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../design/Button.tsx';
import { Knot } from '../design/Knot.tsx';
import { Placard } from '../design/Placard.tsx';
import styles from './ErrorBoundary.module.css';

type BoundaryState = { error: Error | null };

/** Catches a fault of ours while a page is drawn. React offers this to classes only. */
export class ErrorBoundary extends Component<{ children: ReactNode }, BoundaryState> {
  override state: BoundaryState = { error: null };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    // oxlint-disable-next-line no-console -- the only trace of a fault of ours, for whoever fixes it
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    return this.state.error ? <CrashScreen error={this.state.error} /> : this.props.children;
  }
}

function CrashScreen({ error }: { error: Error }) {
  const { t } = useTranslation();
  return (
    <main>
      <Placard
        figure={<Knot size={40} state="frayed" tone="warn" />}
        title={t('crash.title')}
        actions={
          <Button look="primary" onClick={() => window.location.reload()}>
            {t('crash.reload')}
          </Button>
        }
      >
        <p>{t('crash.text')}</p>
        <details className={styles.details}>
          <summary>{t('crash.details')}</summary>
          <pre>{error.stack ?? error.message}</pre>
        </details>
      </Placard>
    </main>
  );
}
