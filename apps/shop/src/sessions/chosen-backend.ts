import type { SessionBackend } from '@app/session';

/** The backend that requests meet: that of the one configured state, or the lab's, which goes by the visitor. */
export interface ChosenBackend extends SessionBackend {}

/** Injection token of {@link ChosenBackend}. */
export const ChosenBackend = Symbol('ChosenBackend');
