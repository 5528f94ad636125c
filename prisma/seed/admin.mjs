import { Algorithm, hash, verify } from '@node-rs/argon2';

/** As libs/auth hashes: OWASP's first choice, argon2id with 19 MiB, two passes, one lane. */
const argon2id = { algorithm: Algorithm.Argon2id, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

const MIN_LENGTH = 8;

/**
 * Makes sure that this account exists, has this password and the role `admin`. Does nothing if both are missing.
 * @param {import('pg').Client} connection
 * @param {string} [email]
 * @param {string} [password]
 */
export async function seedAdmin(connection, email, password) {
  if (!email && !password) return;
  if (!email || !password) throw new Error('Set both ADMIN_EMAIL and ADMIN_PASSWORD, or neither.');
  const address = email.trim().toLowerCase();
  const { rows } = await connection.query('SELECT password_hash FROM users WHERE email = $1', [address]);
  const known = rows[0]?.password_hash;
  const unchanged = known && (await verify(known, password).catch(() => false));
  if (!unchanged) await checkNewPassword(password, address);
  const passwordHash = unchanged ? known : await hash(password, argon2id);
  await connection.query(
    `INSERT INTO users AS account (email, name, password_hash, roles) VALUES ($1, 'Admin', $2, '{admin}')
     ON CONFLICT (email) DO UPDATE
       SET password_hash = excluded.password_hash,
           roles = CASE WHEN 'admin' = ANY (account.roles) THEN account.roles ELSE account.roles || '{admin}' END`,
    [address, passwordHash],
  );
}

/**
 * Applies the shop's password policy, apps/shop/src/accounts/password-policy.ts, to the administrator.
 * @param {string} password
 * @param {string} email
 * @throws {Error} if the password is too short, too common or part of the email address
 */
async function checkNewPassword(password, email) {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const text = password.trim().toLowerCase();
  const refused =
    text.length < MIN_LENGTH ||
    text === email ||
    text === email.split('@')[0] ||
    dictionary['passwords-common'].includes(text);
  if (refused)
    throw new Error(
      `ADMIN_PASSWORD is too short, too common or part of ADMIN_EMAIL: set one of at least ${MIN_LENGTH} characters, e.g. by: openssl rand -base64 18`,
    );
}
