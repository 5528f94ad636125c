const formats = new Map<string, Intl.NumberFormat>();

/**
 * Writes an amount in the visitor's own way.
 *
 * @param minorUnits an integer, like 299 for 2.99 EUR
 * @param currency ISO 4217, which also says how many minor units one has
 * @param locale the browser's, if left out
 */
export function formatMoney(minorUnits: number, currency: string, locale?: string): string {
  const format = formatOf(currency, locale);
  return format.format(minorUnits / 10 ** digitsOf(format));
}

/** How many digits a currency has behind the point: 2 for EUR, 0 for JPY. */
export function minorDigits(currency: string): number {
  return digitsOf(formatOf(currency));
}

function formatOf(currency: string, locale?: string): Intl.NumberFormat {
  const key = `${locale ?? ''} ${currency}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, { style: 'currency', currency });
    formats.set(key, format);
  }
  return format;
}

function digitsOf(format: Intl.NumberFormat): number {
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}
