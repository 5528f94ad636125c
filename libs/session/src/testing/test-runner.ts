type Suite = (name: string, body: () => void) => unknown;
type Test = (name: string, body: () => Promise<void>) => unknown;
type Hook = (body: () => Promise<void>) => unknown;

/** The functions of a test runner that the contract suites use, by the names of Vitest and Jest or of `node:test`. */
export type TestRunner = { readonly describe: Suite; readonly it: Test } & (
  { readonly beforeAll: Hook; readonly afterAll: Hook } | { readonly before: Hook; readonly after: Hook }
);

/** What {@link testRunner} returns: one form for every runner. */
export interface TestFunctions {
  readonly describe: Suite;
  readonly it: Test;
  readonly beforeAll: Hook;
  readonly afterAll: Hook;
}

/**
 * Returns the functions of a runner, of the globals by default.
 * @throws TypeError if a function is missing
 */
export function testRunner(runner: Partial<TestRunner> = globalThis as Partial<TestRunner>): TestFunctions {
  const given = runner as Partial<Record<string, unknown>>;
  const find = <T>(...names: string[]): T => {
    const found = names.map((name) => given[name]).find((each) => typeof each === 'function');
    if (found === undefined)
      throw new TypeError(
        `The contract suite needs ${names.join(' or ')} of a test runner: switch on its globals, or pass it as the last ` +
          "argument (import * as runner from 'vitest').",
      );
    return found as T;
  };
  return {
    describe: find<Suite>('describe'),
    it: find<Test>('it'),
    beforeAll: find<Hook>('beforeAll', 'before'),
    afterAll: find<Hook>('afterAll', 'after'),
  };
}
