import { Choice } from './choice';

/** How fast. */
export function DeliveryChoice({ initial }: { initial?: string }) {
  return (
    <Choice
      title="Delivery"
      name="delivery"
      initial={initial}
      options={[
        { value: 'standard', label: 'Standard', description: 'With the round, within two days.' },
        { value: 'express', label: 'Express', description: 'By bicycle, within two hours.' },
      ]}
    />
  );
}
