import { SessionError } from '../../session.errors.js';
import type { History, IdRecord, RequestRecord } from './history.js';
import {
  changesId,
  descends,
  endedBy,
  familyOf,
  familyOfId,
  firstCallOf,
  holds,
  isEnd,
  isSignedIn,
  live,
  mayHaveEnded,
  reachable,
} from './history-questions.js';
import { writeOf } from './scenario.js';

/** How long a note of a successor lives at most, in ms. */
const NOTE_MS = 10_000;

type Rule = (history: History) => readonly string[];

/** Returns what is wrong with a history, one sentence for each rule that it breaks. */
export function brokenRules(history: History): string[] {
  return RULES.flatMap(([sentence, rule]) => {
    const [detail] = rule(history);
    return detail === undefined ? [] : [`${sentence} ${detail}`];
  });
}

/** What was acknowledged is in the session, unless a later acknowledged operation removed or replaced it. */
const keepsWhatWasAcknowledged: Rule = (history) =>
  history.operations.flatMap((write) => {
    if (write.outcome !== 'acknowledged' || !writeOf(write.name)) return [];
    const family = familyOf(history, write.request);
    if (mayHaveEnded(history, family, write.began)) return [];
    const [found] = reachable(history, family);
    return found && holds(history, write, found.data)
      ? []
      : [`Lost: ${write.name} of request ${write.request}.`];
  });

/** A session that was not ended can be opened by a cookie that a client has, and by one only. */
const staysReachable: Rule = (history) => {
  if (history.scenario.start === 'no session') return [];
  const alive = live(history).filter((each) => familyOfId(history, each) === 0);
  if (alive.length > 1) return [`There are ${alive.length} live ids of one session.`];
  return mayHaveEnded(history, 0, -1) || reachable(history, 0).length === 1
    ? []
    : ['No cookie opens the session.'];
};

/** What was ended never comes back, and neither does its successor. */
const endsWhatWasEnded: Rule = (history) =>
  history.operations.flatMap((end) => {
    if (end.outcome !== 'acknowledged') return [];
    const ended = endedBy(history, end);
    const revived = live(history).filter(
      (each) =>
        ended.some((id) => descends(history, each, id)) ||
        (end.name === 'logout' && each.creator === end.request),
    );
    return revived.length > 0 ? [`Alive after the ${end.name} of request ${end.request}.`] : [];
  });

/** No id from before a login opens what came after it, and a failed login leaves no signed-in id. */
const closesOldIds: Rule = (history) =>
  history.operations.filter(changesId).flatMap(({ outcome, before, request, began, ended, name }) => {
    if (outcome === 'acknowledged')
      return live(history).some(({ id }) => id === before)
        ? [`The old id opens a session after the ${name} of request ${request}.`]
        : [];
    const left = live(history).some(
      (each) => each.creator === request && began < each.createdAt && each.createdAt < ended,
    );
    return left ? [`The ${name} of request ${request} failed and left a live id.`] : [];
  });

/** Of two changes of one id at once, one wins; the other gets a conflict and no cookie. */
const letsOneChangeWin: Rule = (history) => {
  const changing = history.requests.filter(
    ({ number, opened }) =>
      opened !== undefined && history.operations.some((each) => each.request === number && changesId(each)),
  );
  const winners = changing.filter(({ number }) =>
    history.operations.some(
      (each) => each.request === number && changesId(each) && each.outcome === 'acknowledged',
    ),
  );
  if (winners.length > 1) return [`${winners.length} requests changed the same id.`];
  const loser = changing.find((each) => !winners.includes(each) && typeof each.cookie === 'object');
  return loser ? [`Request ${loser.number} did not change the id, and got a cookie.`] : [];
};

/** A request whose id was just replaced gets a conflict, and no new guest cookie. */
const refusesReplacedIds: Rule = (history) => {
  const { operations, requests } = history;
  // It removes the notes of the user's replaced ids too: these are then unknown ids, which may begin a session.
  if (operations.some(({ name }) => name === 'revoke all')) return [];
  return requests.flatMap((late) => {
    const replaced = operations.some(
      (each) =>
        changesId(each) &&
        each.outcome === 'acknowledged' &&
        each.before !== undefined &&
        each.ended < firstCallOf(history, late),
    );
    if (!replaced || late.opened !== undefined || history.scenario.start === 'no session') return [];
    if (typeof late.cookie === 'object') return [`Request ${late.number} came late and got a cookie.`];
    const done = operations.filter(
      ({ request, outcome }) => request === late.number && outcome === 'acknowledged',
    );
    // A logout drops what its request has assigned before.
    const written = done.some(({ name }) => name === 'logout')
      ? undefined
      : done.find(({ name }) => writeOf(name));
    return written ? [`The ${written.name} of request ${late.number} came late and was acknowledged.`] : [];
  });
};

/** A request fails only if another one changed the id, ended the session, or kept it busy, or if the store failed. */
const failsWithReason: Rule = (history) =>
  history.requests.flatMap(({ number, error }) => {
    if (error === undefined) return [];
    const code = error instanceof SessionError ? error.code : undefined;
    const others = history.operations.filter(({ request }) => request !== number);
    const own = history.operations.filter(({ request }) => request === number);
    const justified =
      (code === 'SESSION_STORE_UNAVAILABLE' && history.calls.some(({ fault }) => fault)) ||
      (code === 'SESSION_ENDED' && [...others, ...own].some((each) => changesId(each) || isEnd(each))) ||
      (code === 'SESSION_CONFLICT' && others.length > 0) ||
      (code === 'SESSION_COMMITTED' && own.some(({ name }) => name === 'logout'));
    return justified ? [] : [`Request ${number} failed: ${String(error)}.`];
  });

/** The note of a replaced id lives for 10 s, whatever requests still come with that id. */
const forgetsNotes: Rule = ({ ids }) =>
  ids.flatMap(({ noteMs }) =>
    noteMs !== undefined && noteMs > NOTE_MS + 1 ? [`A note lives for ${noteMs} ms.`] : [],
  );

/** A request reads what was acknowledged before it began, and what it wrote itself. */
const readsWhatWasAcknowledged: Rule = (history) =>
  history.operations.flatMap((read) => {
    const request = history.requests[read.request - 1] as RequestRecord;
    if (read.name !== 'read' || read.outcome !== 'acknowledged' || request.opened === undefined) return [];
    const isEmpty = history.operations.some(
      ({ name, request: by, index }) => name === 'logout' && by === read.request && index < read.index,
    );
    if (isEmpty) return [];
    const since = firstCallOf(history, request);
    const missing = history.operations.find(
      (write) =>
        write.outcome === 'acknowledged' &&
        writeOf(write.name) &&
        (write.request === read.request ? write.index < read.index : write.ended < since) &&
        !holds(history, write, read.result as IdRecord['data']),
    );
    return missing
      ? [`Request ${read.request} does not read the ${missing.name} of request ${missing.request}.`]
      : [];
  });

/** The list of a user has the live sessions of that user, and nothing else. */
const listsLiveSessions: Rule = (history) => {
  const { listed, ids } = history;
  if (!listed) return [];
  const signedIn = live(history).filter((each) => isSignedIn(history, each));
  const ghost = signedIn.some(({ held }) => !held);
  const missing = signedIn.some(({ id }) => !listed.includes(id));
  const dead = listed.some((id) =>
    ids.some((each) => each.id === id && !each.data && each.noteMs === undefined),
  );
  return [
    ...(ghost ? ['It has one that no client can open.'] : []),
    ...(missing ? ['A live one is missing.'] : []),
    ...(dead ? ['It has one that was ended.'] : []),
  ];
};

const RULES: readonly (readonly [string, Rule])[] = [
  [
    'An acknowledged write is kept, unless a later operation replaced it or ended the session.',
    keepsWhatWasAcknowledged,
  ],
  ['A session that nobody ended has one id, and a client has its cookie.', staysReachable],
  ['A session that was ended does not come back, and neither does its successor.', endsWhatWasEnded],
  ['An id from before a login opens nothing, and a login that failed leaves no id.', closesOldIds],
  ['Of two changes of one id at once, one wins; the other gets a conflict and no cookie.', letsOneChangeWin],
  ['A request whose id was just replaced gets a conflict, and no cookie.', refusesReplacedIds],
  ['A request fails only for what other requests or the store did.', failsWithReason],
  ['The note of a replaced id lives for 10 s.', forgetsNotes],
  ['A request reads what was acknowledged before it began.', readsWhatWasAcknowledged],
  ["A user's list has the live sessions that a client can open, and no others.", listsLiveSessions],
];
