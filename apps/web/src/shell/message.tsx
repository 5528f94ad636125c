import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './message.module.css';

interface MessageProps {
  title: string;
  detail?: ReactNode;
  /** The address of a picture above the title. */
  image?: string;
  /** What to do next. */
  children?: ReactNode;
}

/** A page, or a part of one, that has only something to say. */
export function Message({ title, detail, image, children }: MessageProps) {
  return (
    <Stack className={classes.message} gap="sm">
      {image && <img src={image} alt="" width={88} height={88} />}
      <Title order={1} size="h2">
        {title}
      </Title>
      {detail && (
        <Text c="dimmed" maw="34rem">
          {detail}
        </Text>
      )}
      {children && <div className={classes.next}>{children}</div>}
    </Stack>
  );
}
