/** A path of this shop to go on to. Anything else that an address may ask for leads to the home page. */
export function nextPath(asked: string | null): string {
  return asked && /^\/(?![/\\])/.test(asked) ? asked : '/';
}
