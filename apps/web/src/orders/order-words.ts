/** The state of an order in words. */
export function statusWords(status: string): string {
  const words: Record<string, string> = { reserved: 'Being paid', confirmed: 'Paid', released: 'Not paid' };
  return words[status] ?? status;
}

/** The short name of an order, enough to tell one's own apart. */
export function orderName(id: string): string {
  return `Order ${id.slice(0, 8)}`;
}
