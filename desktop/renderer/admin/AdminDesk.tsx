import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Route, Switch } from 'wouter';
import { NotFoundPage } from '../app/NotFoundPage.tsx';
import { AuditPage } from './AuditPage.tsx';
import { addAdminStrings } from './adminStrings.ts';
import { DeskSettingsPage } from './DeskSettingsPage.tsx';
import { DeskContext, type DeskPlace } from './deskContext.ts';
import { HealthPage } from './HealthPage.tsx';
import { JobsPage } from './JobsPage.tsx';
import { OverviewPage } from './OverviewPage.tsx';
import { PeoplePage } from './PeoplePage.tsx';
import { PersonPage } from './PersonPage.tsx';
import { PlanPage } from './PlanPage.tsx';
import { PlansPage } from './PlansPage.tsx';
import { UsagePage } from './UsagePage.tsx';

/** Where the server is run: who is there, what they may do, what is used, and whether all is well. */
export function AdminDesk() {
  const { i18n } = useTranslation();
  useState(() => addAdminStrings(i18n));
  const [kept, setKept] = useState({ peopleQuery: '', personId: null as string | null });
  const remember = useCallback<DeskPlace['remember']>(
    (part) => setKept((before) => ({ ...before, ...part })),
    [],
  );
  const place = useMemo(() => ({ ...kept, remember }), [kept, remember]);
  return (
    <DeskContext value={place}>
      <Switch>
        <Route path="/admin" component={OverviewPage} />
        <Route path="/admin/people" component={PeoplePage} />
        <Route path="/admin/people/:id">{({ id }) => <PersonPage key={id} id={id} />}</Route>
        <Route path="/admin/plans" component={PlansPage} />
        <Route path="/admin/plans/new">
          <PlanPage code={null} />
        </Route>
        <Route path="/admin/plans/of/:code">{({ code }) => <PlanPage key={code} code={code} />}</Route>
        <Route path="/admin/usage" component={UsagePage} />
        <Route path="/admin/jobs" component={JobsPage} />
        <Route path="/admin/health" component={HealthPage} />
        <Route path="/admin/settings" component={DeskSettingsPage} />
        <Route path="/admin/audit" component={AuditPage} />
        <Route component={NotFoundPage} />
      </Switch>
    </DeskContext>
  );
}
