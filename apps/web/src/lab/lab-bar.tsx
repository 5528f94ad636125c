import { IconFlask } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { ApiProblem } from '../api/problem';
import { cartQuery } from '../cart/cart.queries';
import { AxesPopover } from './axes-popover';
import classes from './lab-bar.module.css';
import { FirstVisitHint } from './first-visit-hint';
import { modeSentence } from './mode-sentence';
import { presetOf, type Mode } from './modes';
import { PresetToggle } from './preset-toggle';
import { ReplicaShares } from './replica-shares';
import { ReplicaTally } from './replica-tally';
import { SessionNote } from './session-note';
import { useChangeMode } from './use-change-mode';
import { useFreshWhoAmI } from './use-fresh-who-am-i';
import { useLostCartNotice } from './use-lost-cart-notice';

/** Which replica answered, where the session lives, and the toggle that changes both. */
export function LabBar({ mode }: { mode: Mode }) {
  const change = useChangeMode();
  useFreshWhoAmI(mode);
  const lost = useLostCartNotice(mode);
  const { error } = useQuery(cartQuery);
  const trouble = error instanceof ApiProblem ? error.status : undefined;
  return (
    <aside className={classes.bar} aria-label="Session lab" aria-busy={change.isPending}>
      <FirstVisitHint broken={presetOf(mode) === 'broken'} lost={lost} />
      <ReplicaShares />
      <div className={classes.inside}>
        <div className={classes.row}>
          <ReplicaTally />
          <p className={classes.session}>
            {mode.routing} + {mode.state}
            <span className={classes.detail}>
              , <SessionNote />
            </span>
          </p>
        </div>
        <div className={classes.row}>
          <div className={classes.toggle}>
            <PresetToggle mode={mode} change={change} />
            <AxesPopover mode={mode} change={change} />
            <Link to="/lab" className={classes.open}>
              <IconFlask aria-hidden size={17} />
              Lab
            </Link>
          </div>
          <p className={classes.sentence} aria-live="polite">
            {modeSentence(mode, trouble)}
          </p>
        </div>
      </div>
    </aside>
  );
}
