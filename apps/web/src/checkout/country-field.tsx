import { NativeSelect } from '@mantine/core';

/** Where the market delivers to, by ISO 3166-1 code. */
const COUNTRIES = ['AT', 'BE', 'DE', 'DK', 'ES', 'FR', 'IE', 'IT', 'NL', 'PL', 'PT', 'SE'];

/** The country, named in the visitor's language. */
export function CountryField({ error, className }: { error?: string; className?: string }) {
  const names = new Intl.DisplayNames(undefined, { type: 'region' });
  const choices = COUNTRIES.map((value) => ({ value, label: names.of(value) ?? value }));
  return (
    <NativeSelect
      name="country"
      label="Country"
      autoComplete="country"
      data={choices.sort((a, b) => a.label.localeCompare(b.label))}
      defaultValue="IE"
      required
      error={error}
      className={className}
    />
  );
}
