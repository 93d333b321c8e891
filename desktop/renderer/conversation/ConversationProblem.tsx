import { useTranslation } from 'react-i18next';
import { Button } from '../design/Button.tsx';
import { Knot } from '../design/Knot.tsx';
import { Placard } from '../design/Placard.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import type { Problem } from '../state/model.ts';

type ConversationProblemProps = { problem: Problem; onRetry: () => void; onLeave: () => void };

/** A conversation that is not there, or that cannot be read now. An address that is no id at all is the former. */
export function ConversationProblem({ problem, onRetry, onLeave }: ConversationProblemProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (problem.code === 'not_found' || problem.code === 'validation_failed') {
    return (
      <Placard
        figure={<Knot size={40} state="cut" />}
        title={t('conversation.notFoundTitle')}
        actions={
          <Button look="primary" onClick={onLeave}>
            {t('conversation.toStart')}
          </Button>
        }
      >
        {t('conversation.notFoundText')}
      </Placard>
    );
  }
  return (
    <Placard
      figure={<Knot size={40} state="frayed" tone="warn" />}
      title={t('conversation.loadFailed')}
      actions={
        <Button look="primary" onClick={onRetry}>
          {t('common.retry')}
        </Button>
      }
    >
      {problemText(t, formats, problem)}
    </Placard>
  );
}
