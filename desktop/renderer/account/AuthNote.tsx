import { Link } from 'wouter';
import { AuthFrame } from './AuthFrame.tsx';
import styles from './AuthNote.module.css';

type AuthNoteProps = { title: string; text: string; link: string; linkText: string; onFollow?: () => void };

/** A page before the door that has nothing to fill in: what happened, and where to go. */
export function AuthNote({ title, text, link, linkText, onFollow }: AuthNoteProps) {
  return (
    <AuthFrame title={title}>
      <p className={styles.text} role="status">
        {text}
      </p>
      <p>
        <Link href={link} onClick={onFollow}>
          {linkText}
        </Link>
      </p>
    </AuthFrame>
  );
}
