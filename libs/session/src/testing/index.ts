export { fakeSession, type FakeSessionOptions } from './fake-session.js';
export { describeSessionConcurrency } from './session-concurrency.contract.js';
export { describeSessionInterleavings, type InterleavingsOptions } from './session-interleavings.contract.js';
export { describeSessionStore, type StoreUnderTest } from './session-store.contract.js';
export { cookieFor, SessionTestingModule, type SessionTestingOptions } from './session-testing.module.js';
export type { TestRunner } from './test-runner.js';
export {
  BrokenRuleError,
  exploreInterleavings,
  replaySchedule,
  type ExplorationOptions,
} from './interleavings/explore.js';
export type { InterleavingSubject } from './interleavings/processes.js';
export { combinations, OPERATIONS, type OperationName, type Scenario } from './interleavings/scenario.js';
export type { ModelCommand, ModelOperation } from './model/commands.js';
export { ModelDifferenceError, runModel } from './model/model-run.js';
export type { ModelSubject } from './model/model-subject.js';
export { listableMemoryStore } from './listable-memory.js';
