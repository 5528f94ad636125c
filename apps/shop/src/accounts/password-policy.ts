import { dictionary } from '@zxcvbn-ts/language-common';

const COMMON: ReadonlySet<string> = new Set(dictionary['passwords-common'] as readonly string[]);

/** The account that a password is chosen for. */
export interface PasswordOwner {
  readonly email: string;
  readonly name: string;
}

/**
 * Why a new password is refused, in one sentence; undefined when it is accepted. Passwords on a blocklist and the user's own
 * names are refused, and nothing is asked of their composition (NIST SP 800-63B-4, 3.1.1.2; ASVS 5.0 6.2.4, 6.2.11).
 */
export function refusedPassword(password: string, { email, name }: PasswordOwner): string | undefined {
  const text = password.trim().toLowerCase();
  if (text === '') return 'must not be only spaces';
  if (COMMON.has(text)) return 'is one of the most common passwords: choose another';
  if ([email, email.split('@')[0], name].some((own) => own?.trim().toLowerCase() === text))
    return 'must not be your email address or your name';
  return undefined;
}
