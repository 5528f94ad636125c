/** What became of a payment. It never changes once it is known. */
export type PaymentOutcome = 'captured' | 'declined' | 'cancelled';

/** What a provider says of one payment. */
export interface PaymentResult {
  readonly outcome: PaymentOutcome;
  /** The provider's own name for it. */
  readonly reference: string;
}

/** One payment to make. */
export interface Payment {
  /** The provider acts once per key, however often it is asked. */
  readonly key: string;
  /** Minor units of `currency`. */
  readonly amount: number;
  readonly currency: string;
  readonly token: string;
}

/** Charges the customer. */
export interface PaymentProvider {
  /** Takes the money, or says what became of this key before. */
  pay(payment: Payment): Promise<PaymentResult>;

  /** Sees to it that this key is never paid, unless it has been: then it says so. */
  cancel(key: string): Promise<PaymentResult>;
}

/** Injection token of {@link PaymentProvider}. */
export const PaymentProvider = Symbol('PaymentProvider');
