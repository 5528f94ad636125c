import { fixation, loginBesideGuest } from './login.js';
import { logoutEnds } from './logout.js';
import { lostUpdateKeys, lostUpdateList } from './lost-update.js';
import { revivedByRead, revivedByWrite } from './revived.js';
import type { Rule } from './rule.js';

/** All rules, those that others depend on first. */
export const RULES: readonly Rule[] = [
  logoutEnds,
  fixation,
  lostUpdateKeys,
  lostUpdateList,
  revivedByWrite,
  revivedByRead,
  loginBesideGuest,
];
