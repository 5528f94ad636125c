import { Choice } from './choice';

/** How fast. */
export function DeliveryChoice() {
  return (
    <Choice
      title="Delivery"
      name="delivery"
      options={[
        { value: 'standard', label: 'Standard', description: 'With the round, within two days.' },
        { value: 'express', label: 'Express', description: 'By bicycle, within two hours.' },
      ]}
    />
  );
}
