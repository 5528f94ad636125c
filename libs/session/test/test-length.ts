/** A test's size: short with every `npm test`, long with `TEST_FULL=1`. */
export function sized(short: number, long: number): number {
  return process.env['TEST_FULL'] === '1' ? long : short;
}
