import { createTheme, type MantineColorsTuple } from '@mantine/core';

const leaf: MantineColorsTuple = [
  '#ecf6f0',
  '#d9ebe0',
  '#b3d8c2',
  '#8ac3a2',
  '#65b085',
  '#449b6b',
  '#2c8657',
  '#1d6b48',
  '#16563a',
  '#0f412b',
];

/** Mantine's greys of the dark scheme, pulled towards the green of the market. */
const dark: MantineColorsTuple = [
  '#d6ded9',
  '#b3beb7',
  '#8a978f',
  '#64726a',
  '#46534b',
  '#36423b',
  '#27312b',
  '#1b231f',
  '#141a17',
  '#0e1311',
];

/** The look of the market, for Mantine's components; `market.css` holds the rest. */
export const theme = createTheme({
  colors: { leaf, dark },
  primaryColor: 'leaf',
  primaryShade: { light: 7, dark: 6 },
  fontFamily: "'Figtree Variable', system-ui, sans-serif",
  headings: { fontFamily: "'Bricolage Grotesque Variable', system-ui, sans-serif", fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // Mantine's own grey is too faint to read well.
    Notification: { styles: { description: { color: 'var(--muted)' } } },
  },
});
