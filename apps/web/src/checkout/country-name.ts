/** A country in the visitor's language: "Ireland" for `IE`. What is no ISO 3166-1 code stays as it was typed. */
export function countryName(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames(undefined, { type: 'region' }).of(code) ?? code;
}
