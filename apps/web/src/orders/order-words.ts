/** The state of an order in words. */
export function statusWords(status: string): string {
  const words: Record<string, string> = { reserved: 'Being paid', confirmed: 'Paid', released: 'Not paid' };
  return words[status] ?? status;
}

/** When it was placed, in the visitor's own way. */
export function placedAt(createdAt: string): string {
  return new Date(createdAt).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** The short name of an order, enough to tell one's own apart. */
export function orderName(id: string): string {
  return `Order ${id.slice(0, 8)}`;
}
