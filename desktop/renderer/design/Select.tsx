import { ChevronDown } from 'lucide-react';
import { useId } from 'react';
import styles from './Select.module.css';

type SelectProps<T extends string> = {
  label: string;
  hint?: string;
  hideLabel?: boolean;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
};

/** One of several, with the system's own list. */
export function Select<T extends string>({
  label,
  hint,
  hideLabel,
  value,
  options,
  onChange,
}: SelectProps<T>) {
  const id = useId();
  return (
    <div className={styles.field}>
      {!hideLabel && <label htmlFor={id}>{label}</label>}
      <span className={styles.box}>
        <select
          id={id}
          className={styles.select}
          value={value}
          aria-label={hideLabel ? label : undefined}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          onChange={(event) => {
            const option = options.find((candidate) => candidate.value === event.target.value);
            if (option) onChange(option.value);
          }}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <ChevronDown size={16} aria-hidden="true" />
      </span>
      {hint !== undefined && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}
