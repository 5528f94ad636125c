const formats = new Map<string, { format: Intl.NumberFormat; digits: number }>();

/**
 * Writes an amount in the visitor's own way.
 *
 * @param minorUnits an integer, like 299 for 2.99 EUR
 * @param currency ISO 4217, which also says how many minor units one has
 * @param locale the browser's, if left out
 */
export function formatMoney(minorUnits: number, currency: string, locale?: string): string {
  const key = `${locale ?? ''} ${currency}`;
  let known = formats.get(key);
  if (!known) {
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
    known = { format, digits: format.resolvedOptions().maximumFractionDigits ?? 2 };
    formats.set(key, known);
  }
  return known.format.format(minorUnits / 10 ** known.digits);
}
