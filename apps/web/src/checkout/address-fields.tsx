import { TextInput } from '@mantine/core';
import type { ApiProblem } from '../api/problem';
import type { CheckoutRequest } from '../api/types';
import classes from './address-fields.module.css';
import type { FieldProblems } from '../shell/use-field-problems';
import { CountryField } from './country-field';
import { Section } from './section';

interface AddressFieldsProps {
  /** What to start from. */
  initial: Partial<CheckoutRequest['address']>;
  /** What is wrong with each, before it is sent. */
  problems: FieldProblems;
  /** What the server did not take. */
  refused?: ApiProblem;
}

/** Where the products go. */
export function AddressFields({ initial, problems, refused }: AddressFieldsProps) {
  const field = (name: keyof CheckoutRequest['address']) => ({
    name,
    defaultValue: initial[name],
    error: problems[name] ?? refused?.about(`address/${name}`),
    required: true,
  });
  return (
    <Section title="Address">
      <div className={classes.fields}>
        <TextInput {...field('name')} label="Name" autoComplete="name" className={classes.wide} />
        <TextInput
          {...field('street')}
          label="Street and number"
          autoComplete="street-address"
          className={classes.wide}
        />
        <TextInput
          {...field('postcode')}
          label="Postcode"
          autoComplete="postal-code"
          pattern="[A-Za-z0-9][A-Za-z0-9 \-]*"
          title="Enter a postcode, like D04 X285."
        />
        <TextInput {...field('city')} label="City" autoComplete="address-level2" />
        <CountryField {...field('country')} className={classes.wide} />
      </div>
    </Section>
  );
}
