import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './section.module.css';

/** One group of fields under its name. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={classes.section}>
      <Title component="legend" order={2} size="h4" className={classes.title}>
        {title}
      </Title>
      {children}
    </fieldset>
  );
}
