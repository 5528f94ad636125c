import { ActionIcon, NativeSelect, Popover, Stack, Text } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import classes from './lab-bar.module.css';
import { ROUTINGS, STATES, type Mode, type Routing, type State } from './modes';
import { SessionNote } from './session-note';
import type { ChangeMode } from './use-change-mode';

/** Each axis alone, for the pairs that no preset has. */
export function AxesPopover({ mode, change }: { mode: Mode; change: ChangeMode }) {
  const { routing, state } = mode;
  return (
    <Popover position="top" width={300} shadow="md" trapFocus withArrow>
      <Popover.Target>
        <ActionIcon
          size={34}
          radius="xl"
          variant="transparent"
          className={classes.icon}
          aria-label="Set each axis"
        >
          <IconAdjustmentsHorizontal aria-hidden size={19} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <NativeSelect
            label="Routing"
            description="Who answers"
            data={[...ROUTINGS]}
            value={routing}
            disabled={change.isPending}
            onChange={(event) => change.mutate({ routing: event.currentTarget.value as Routing, state })}
          />
          <NativeSelect
            label="State"
            description="Where the session lives"
            data={[...STATES]}
            value={state}
            disabled={change.isPending}
            onChange={(event) => change.mutate({ routing, state: event.currentTarget.value as State })}
          />
          <Text size="xs" c="dimmed">
            Your <SessionNote />. Other visitors keep their own mode.
          </Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
