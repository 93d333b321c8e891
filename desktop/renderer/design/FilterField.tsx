import { Search, X } from 'lucide-react';
import { useRef } from 'react';
import styles from './FilterField.module.css';

type FilterFieldProps = {
  label: string;
  clearLabel: string;
  value: string;
  maxLength: number;
  onChange: (value: string) => void;
};

/** Narrows a list as one types; Escape clears it. */
export function FilterField({ label, clearLabel, value, maxLength, onChange }: FilterFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={styles.filter}>
      <Search size={15} aria-hidden="true" />
      <input
        ref={input}
        value={value}
        aria-label={label}
        placeholder={label}
        maxLength={maxLength}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '') return;
          event.preventDefault();
          onChange('');
        }}
      />
      {value !== '' && (
        <button
          type="button"
          aria-label={clearLabel}
          onClick={() => {
            onChange('');
            input.current?.focus();
          }}
        >
          <X size={15} />
        </button>
      )}
    </div>
  );
}
