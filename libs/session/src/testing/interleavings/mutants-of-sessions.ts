import type { OpenedSession, SessionDelta } from '../../session-backend.js';
import { StoredSessions } from '../../backend/stored-sessions.js';
import { SessionEndedError } from '../../session.errors.js';
import { brokenSessions, type Mutant } from './mutant.js';

const nobody = { cookies: {}, secure: false };

/** Sessions with a mistake, on a store that is right. */
export const SESSION_MUTANTS: readonly Mutant[] = [
  {
    mistake: 'a change of the id leaves the old record alive',
    scenario: 'guest, own processes: regenerate | read',
    breaks: 'An id from before a login opens nothing',
    subject: brokenSessions(
      class extends StoredSessions {
        override async regenerate(session: OpenedSession, delta: SessionDelta) {
          return this.commit(await this.open(nobody), () => delta(session.data));
        }
      },
    ),
  },
  {
    mistake: 'regenerate keeps the id',
    scenario: 'guest, own processes: regenerate | read',
    breaks: 'An id from before a login opens nothing',
    subject: brokenSessions(
      class extends StoredSessions {
        override async regenerate(session: OpenedSession, delta: SessionDelta) {
          return this.commit(session, delta);
        }
      },
    ),
  },
  {
    mistake: 'the login that comes second begins a session of its own',
    scenario: 'guest, own processes: login | login',
    breaks: 'Of two changes of one id at once, one wins',
    subject: brokenSessions(
      class extends StoredSessions {
        override async regenerate(session: OpenedSession, delta: SessionDelta) {
          try {
            return await super.regenerate(session, delta);
          } catch (error) {
            if (!(error instanceof SessionEndedError) || session.info.id === undefined) throw error;
            return this.commit(await this.open(nobody), () => delta(session.data));
          }
        }
      },
    ),
  },
];
