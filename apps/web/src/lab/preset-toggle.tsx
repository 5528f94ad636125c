import { SegmentedControl } from '@mantine/core';
import { presetOf, PRESETS, type Mode, type Preset } from './modes';
import classes from './preset-toggle.module.css';
import type { ChangeMode } from './use-change-mode';

const CHOICES = PRESETS.map(({ preset, label }) => ({ value: preset as string, label }));

/** The five presets. None is chosen where the axes are set to a pair without a name. */
export function PresetToggle({ mode, change }: { mode: Mode; change: ChangeMode }) {
  return (
    <SegmentedControl
      aria-label="Where the session lives and who answers"
      size="xs"
      radius="xl"
      withItemsBorders={false}
      classNames={classes}
      data={CHOICES}
      value={presetOf(mode) ?? ''}
      readOnly={change.isPending}
      onChange={(preset) => change.mutate({ preset: preset as Preset })}
    />
  );
}
