import { Algorithm, hash, verify } from '@node-rs/argon2';
import { Refusal } from '../deploy/refusal.mjs';

/** As libs/auth hashes: OWASP's first choice, argon2id with 19 MiB, two passes, one lane. */
const argon2id = { algorithm: Algorithm.Argon2id, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

/**
 * Makes sure that this account exists, has this password and the role `admin`. Does nothing where neither is given.
 * @param {import('pg').Client} connection
 * @param {string} [email]
 * @param {string} [password]
 */
export async function seedAdmin(connection, email, password) {
  if (!email && !password) return;
  if (!email || !password) throw new Refusal('Set both ADMIN_EMAIL and ADMIN_PASSWORD, or neither.');
  const address = email.trim().toLowerCase();
  const { rows } = await connection.query('SELECT password_hash FROM users WHERE email = $1', [address]);
  const known = rows[0]?.password_hash;
  const passwordHash = known && (await verify(known, password)) ? known : await hash(password, argon2id);
  await connection.query(
    `INSERT INTO users AS account (email, name, password_hash, roles) VALUES ($1, 'Admin', $2, '{admin}')
     ON CONFLICT (email) DO UPDATE
       SET password_hash = excluded.password_hash,
           roles = CASE WHEN 'admin' = ANY (account.roles) THEN account.roles ELSE account.roles || '{admin}' END`,
    [address, passwordHash],
  );
}
