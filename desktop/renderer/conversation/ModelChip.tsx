import { ChevronDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuChoice } from '../design/Menu.tsx';
import styles from './ModelChip.module.css';
import type { ModelChoice } from './useModelChoice.ts';

/** The model that will answer, and the choice of another. */
export function ModelChip({ choice, onChoose }: { choice: ModelChoice; onChoose: (model: string) => void }) {
  const { t } = useTranslation();
  const { models, chosen } = choice;
  if (!chosen) return null;
  const name = chosen.provider === 'local' ? t('composer.noModel') : chosen.id;
  if (models.length < 2) {
    return (
      <span className={styles.chip} data-local={chosen.provider === 'local'}>
        {name}
      </span>
    );
  }
  return (
    <Menu
      side="top"
      trigger={
        <button type="button" className={styles.chip} aria-label={`${t('composer.chooseModel')}: ${name}`}>
          <span className={styles.name}>{name}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </button>
      }
    >
      <MenuChoice
        label={t('composer.model')}
        value={chosen.id}
        options={models.map((model) => ({
          value: model.id,
          label: model.provider === 'local' ? t('composer.noModel') : model.id,
          note: model.isDefault ? t('composer.defaultModel') : undefined,
        }))}
        onChange={onChoose}
      />
    </Menu>
  );
}
