/** What each way of delivery costs, in minor units of `CURRENCY`. */
export const DELIVERY_PRICES = { standard: 390, express: 790 } as const;

/** The currency of all orders, ISO 4217. */
export const CURRENCY = 'EUR';
