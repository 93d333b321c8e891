import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { usePageTitle } from '../app/usePageTitle.ts';
import buttonStyles from '../design/Button.module.css';
import { classes } from '../design/classes.ts';
import { Knot } from '../design/Knot.tsx';
import { Placard } from '../design/Placard.tsx';

/** Where the payment provider leads back to, in a browser that nobody is signed in to: they use Kipux elsewhere. */
export function PaymentReturnPage() {
  const { t } = useTranslation();
  const [location] = useLocation();
  usePageTitle(t('plans.returnTitle'));
  return (
    <main>
      <Placard
        figure={<Knot size={40} state="tied" />}
        title={t('plans.returnTitle')}
        actions={
          <Link href="/login" className={classes(buttonStyles.button, buttonStyles.plain)}>
            {t('plans.logInHere')}
          </Link>
        }
      >
        {location === '/plans/paid' ? t('plans.returnPaid') : t('plans.returnText')}
      </Placard>
    </main>
  );
}
