import { Anchor, Text } from '@mantine/core';
import classes from './footer.module.css';

/** Says that nothing here is for sale, and whose the pictures are. */
export function Footer() {
  return (
    <footer className={classes.footer}>
      <Text size="sm" c="dimmed">
        Orchard Lane is a demonstration: nothing is sold, no card is charged. Pictures:{' '}
        <Anchor href="/goods/LICENSE.txt" size="sm" c="dimmed" underline="always">
          Fluent Emoji, MIT
        </Anchor>
        .
      </Text>
    </footer>
  );
}
