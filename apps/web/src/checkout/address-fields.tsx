import { TextInput } from '@mantine/core';
import type { ApiProblem } from '../api/problem';
import classes from './address-fields.module.css';
import { CountryField } from './country-field';
import { Section } from './section';

interface AddressFieldsProps {
  /** Who is signed in, to start from. */
  name: string;
  /** What the server did not take. */
  refused?: ApiProblem;
}

/** Where the goods go. */
export function AddressFields({ name, refused }: AddressFieldsProps) {
  const about = (field: string) => refused?.about(`address/${field}`);
  return (
    <Section title="Address">
      <div className={classes.fields}>
        <TextInput
          name="name"
          label="Name"
          autoComplete="name"
          defaultValue={name}
          required
          error={about('name')}
          className={classes.wide}
        />
        <TextInput
          name="street"
          label="Street and number"
          autoComplete="street-address"
          required
          error={about('street')}
          className={classes.wide}
        />
        <TextInput
          name="postcode"
          label="Postcode"
          autoComplete="postal-code"
          required
          error={about('postcode')}
        />
        <TextInput name="city" label="City" autoComplete="address-level2" required error={about('city')} />
        <CountryField error={about('country')} className={classes.wide} />
      </div>
    </Section>
  );
}
