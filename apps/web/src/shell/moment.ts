/** A moment in the visitor's own way: "12 Mar 2026, 14:05". @param iso as ISO 8601 text */
export function moment(iso: string): string {
  return new Date(iso).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
