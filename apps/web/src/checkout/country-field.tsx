import { NativeSelect } from '@mantine/core';
import { countryName } from './country-name';

/** Where the market delivers to, by ISO 3166-1 code. */
const COUNTRIES = ['AT', 'BE', 'DE', 'DK', 'ES', 'FR', 'IE', 'IT', 'NL', 'PL', 'PT', 'SE'];

interface CountryFieldProps {
  name: string;
  defaultValue?: string;
  error?: string;
  className?: string;
}

/** The country, named in the visitor's language. */
export function CountryField({ defaultValue = 'IE', ...field }: CountryFieldProps) {
  const choices = COUNTRIES.map((value) => ({ value, label: countryName(value) }));
  return (
    <NativeSelect
      {...field}
      label="Country"
      autoComplete="country"
      data={choices.sort((a, b) => a.label.localeCompare(b.label))}
      defaultValue={defaultValue}
      required
    />
  );
}
