/** The state of an order in words. */
export function statusWords(status: string): string {
  const words: Record<string, string> = { reserved: 'Being paid', confirmed: 'Paid', released: 'Not paid' };
  return words[status] ?? status;
}

/** The number of an order as people read it out: "Order 3F2A-90BC". */
export function orderName(id: string): string {
  return `Order ${id.slice(0, 4)}-${id.slice(4, 8)}`.toUpperCase().replace('ORDER', 'Order');
}
