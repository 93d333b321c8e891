import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import styles from './DeskNav.module.css';

const PLACES = [
  { place: 'overview', href: '/admin' },
  { place: 'people', href: '/admin/people' },
  { place: 'plans', href: '/admin/plans' },
  { place: 'usage', href: '/admin/usage' },
  { place: 'jobs', href: '/admin/jobs' },
  { place: 'health', href: '/admin/health' },
  { place: 'settings', href: '/admin/settings' },
  { place: 'audit', href: '/admin/audit' },
] as const;

/** The parts of the desk on one cord; the knot is where one is. */
export function DeskNav() {
  const { t } = useTranslation('admin');
  const [location] = useLocation();
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- in a narrow window the present place may be out of view after each step
  }, [location]);
  return (
    <nav ref={nav} className={styles.nav} aria-label={t('nav.label')}>
      {PLACES.map(({ place, href }) => (
        <Link
          key={place}
          href={href}
          className={styles.place}
          aria-current={isWithin(location, href) ? 'page' : undefined}
        >
          {t(`nav.${place}`)}
        </Link>
      ))}
    </nav>
  );
}

function isWithin(location: string, href: string): boolean {
  return location === href || (href !== '/admin' && location.startsWith(`${href}/`));
}
