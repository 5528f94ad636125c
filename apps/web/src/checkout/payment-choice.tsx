import { Choice } from './choice';

/** Which test card pays. No real one can: the payment provider is simulated. */
export function PaymentChoice() {
  return (
    <Choice
      title="Payment"
      name="payment"
      options={[
        { value: 'tok_ok', label: 'Test card ending in 4242', description: 'Pays at once.' },
        { value: 'tok_declined', label: 'Test card ending in 0002', description: 'Is always declined.' },
      ]}
    />
  );
}
