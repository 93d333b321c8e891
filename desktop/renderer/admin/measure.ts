import { useTranslation } from 'react-i18next';
import { useFormats } from '../i18n/format.ts';

export type Measure = 'messages' | 'tokens';

/** An amount with its word, such as "1,204 messages". */
export function useAmountText(): (of: Measure | 'people', amount: number) => string {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  return (of, amount) => t(`used.${of}Count`, { count: amount, shown: formats.number(amount) });
}
