import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { LIMITS } from '#shared/limits.ts';
import fieldStyles from '../design/Field.module.css';
import { Field } from '../design/Field.tsx';
import { Section } from '../settings/Section.tsx';
import { CheckBox, RadioChoice } from './CheckBox.tsx';
import styles from './PlanPage.module.css';
import { NUMBERS, type PlanField, type PlanForm, type PlanMistake } from './planForm.ts';

export type AppliesTo = 'new' | 'everyone';

type PlanFieldsProps = {
  form: PlanForm;
  onChange: (part: Partial<PlanForm>) => void;
  mistakes: Partial<Record<PlanField, PlanMistake>>;
  isNew: boolean;
  /** Another plan has this code. */
  isTaken: boolean;
  /** null: nobody has it nor had it, so that it makes no difference. */
  appliesTo: { value: AppliesTo; onChange: (value: AppliesTo) => void } | null;
};

export function PlanFields({ form, onChange, mistakes, isNew, isTaken, appliesTo }: PlanFieldsProps) {
  const { t } = useTranslation('admin');
  const error = (field: PlanField) => {
    const mistake = mistakes[field];
    return mistake === undefined ? null : t(`plan.${mistake}`);
  };
  const text = (field: PlanField) => ({
    name: field,
    autoComplete: 'off',
    value: form[field],
    onChange: (event: { target: { value: string } }) => onChange({ [field]: event.target.value }),
  });
  return (
    <>
      <Section title={t('plan.offer')}>
        <Field {...text('name')} label={t('plan.name')} maxLength={LIMITS.nameLength} error={error('name')} />
        {isNew && (
          <Field
            {...text('code')}
            label={t('plan.code')}
            hint={t('plan.codeHint')}
            maxLength={LIMITS.planCodeLength}
            spellCheck={false}
            error={isTaken ? t('plan.takenCode') : error('code')}
          />
        )}
        <div className={styles.pair}>
          <Field
            {...text('priceMonthly')}
            label={t('plan.price')}
            inputMode="decimal"
            error={error('priceMonthly')}
          />
          <Field
            {...text('currency')}
            label={t('plan.currency')}
            maxLength={3}
            spellCheck={false}
            onChange={(event) => onChange({ currency: event.target.value.toUpperCase() })}
            error={error('currency')}
          />
        </div>
        <Field
          {...text('position')}
          label={t('plan.position')}
          hint={t('plan.positionHint')}
          inputMode="numeric"
          error={error('position')}
        />
      </Section>
      <Section title={t('plan.limits')} note={t('plan.limitsNote')}>
        <div className={styles.pair}>
          {NUMBERS.map((field) => (
            <Field
              key={field}
              {...text(field)}
              label={t(`plan.${field}`)}
              inputMode="numeric"
              placeholder={t('noLimit')}
              error={error(field)}
            />
          ))}
        </div>
      </Section>
      <Section title={t('plan.features')}>
        <CheckBox
          label={t('plan.allowRag')}
          checked={form.allowRag}
          onChange={(allowRag) => onChange({ allowRag })}
        />
        <CheckBox
          label={t('plan.allowWebSearch')}
          checked={form.allowWebSearch}
          onChange={(allowWebSearch) => onChange({ allowWebSearch })}
        />
        <ModelLines value={form.models} onChange={(models) => onChange({ models })} />
      </Section>
      {appliesTo && (
        <Section title={t('plan.appliesTo')}>
          <RadioChoice
            label={t('plan.appliesTo')}
            value={appliesTo.value}
            options={[
              { value: 'new', label: t('plan.appliesToNew'), hint: t('plan.appliesToNewHint') },
              {
                value: 'everyone',
                label: t('plan.appliesToEveryone'),
                hint: t('plan.appliesToEveryoneHint'),
              },
            ]}
            onChange={appliesTo.onChange}
          />
        </Section>
      )}
    </>
  );
}

function ModelLines({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation('admin');
  const id = useId();
  return (
    <div className={fieldStyles.field}>
      <label htmlFor={id} className={fieldStyles.label}>
        {t('plan.models')}
      </label>
      <textarea
        id={id}
        className={fieldStyles.input}
        rows={3}
        spellCheck={false}
        aria-describedby={`${id}-hint`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-hint`} className={fieldStyles.hint}>
        {t('plan.modelsHint')}
      </p>
    </div>
  );
}
