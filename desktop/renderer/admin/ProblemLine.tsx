import { useTranslation } from 'react-i18next';
import { FormError } from '../design/FormError.tsx';
import { useFormats } from '../i18n/format.ts';
import { problemText } from '../i18n/problemText.ts';
import type { Problem } from '../state/model.ts';

/** Why what was asked for did not happen. */
export function ProblemLine({ problem }: { problem: Problem | null }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return <FormError>{problem && problemText(t, formats, problem)}</FormError>;
}
