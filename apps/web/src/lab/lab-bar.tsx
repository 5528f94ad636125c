import { AxesPopover } from './axes-popover';
import type { Mode } from './modes';
import classes from './lab-bar.module.css';
import { modeSentence } from './mode-sentence';
import { PresetToggle } from './preset-toggle';
import { ReplicaTally } from './replica-tally';
import { SessionNote } from './session-note';
import { useChangeMode } from './use-change-mode';
import { useLostCartNotice } from './use-lost-cart-notice';

/** Which replica answered, where the session lives, and the toggle that changes both. */
export function LabBar({ mode }: { mode: Mode }) {
  const change = useChangeMode();
  useLostCartNotice(mode);
  return (
    <aside className={classes.bar} aria-label="Session lab" aria-busy={change.isPending}>
      <ReplicaTally />
      <div className={classes.row}>
        <div className={classes.toggle}>
          <PresetToggle mode={mode} change={change} />
          <AxesPopover mode={mode} change={change} />
        </div>
        <p className={classes.sentence} aria-live="polite">
          {modeSentence(mode)}
        </p>
        <SessionNote mode={mode} />
      </div>
    </aside>
  );
}
