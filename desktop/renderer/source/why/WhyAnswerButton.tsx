import { Waypoints } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '#shared/entities.ts';
import { IconButton } from '../../design/Button.tsx';
import { WhyAnswer } from './WhyAnswer.tsx';

/** Opens the account of why an answer says what it says. */
export function WhyAnswerButton({ message }: { message: Message }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton label={t('source.why.open')} onClick={() => setOpen(true)}>
        <Waypoints size={15} />
      </IconButton>
      {open && <WhyAnswer message={message} onClose={() => setOpen(false)} />}
    </>
  );
}
