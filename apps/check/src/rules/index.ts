import { budget } from './budget.js';
import { cookieAttributes } from './cookies.js';
import { dumpOpens } from './dump.js';
import { forgedCookie, oldIdDies, plantedId } from './ids.js';
import { fixation, loginBesideGuest } from './login.js';
import {
  loginBesideLogin,
  loginBesideLogoutEverywhere,
  logoutEverywhereEnds,
  revivedAfterLogoutEverywhere,
} from './logout-everywhere.js';
import { logoutEnds } from './logout.js';
import { lostUpdateKeys, lostUpdateList } from './lost-update.js';
import { refreshParallel, refreshReplay } from './refresh.js';
import { revivedByRead, revivedByWrite } from './revived.js';
import type { Rule } from './rule.js';
import { shared } from './shared.js';
import { storeUnavailable } from './store-unavailable.js';
import { absoluteTimeout, idleTimeout } from './timeouts.js';

/** All rules, those that others depend on first. */
export const RULES: readonly Rule[] = [
  shared,
  logoutEnds,
  fixation,
  oldIdDies,
  plantedId,
  forgedCookie,
  cookieAttributes,
  dumpOpens,
  lostUpdateKeys,
  lostUpdateList,
  revivedByWrite,
  revivedByRead,
  loginBesideGuest,
  logoutEverywhereEnds,
  revivedAfterLogoutEverywhere,
  loginBesideLogin,
  loginBesideLogoutEverywhere,
  refreshParallel,
  refreshReplay,
  idleTimeout,
  absoluteTimeout,
  budget,
  storeUnavailable,
];
