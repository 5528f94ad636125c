/**
 * A part of the page that is loaded when it is needed. Where it is gone, as after a new release, the page is loaded again
 * (see `new-release.ts`): until that has happened nothing comes, so that no error flashes up.
 */
export async function whenLoaded<Module>(loading: Promise<Module>): Promise<Module> {
  const module = (await loading) as Module | undefined;
  return module ?? new Promise<never>(() => undefined);
}
