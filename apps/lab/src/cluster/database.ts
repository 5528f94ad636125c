import { join } from 'node:path';
import { CHECKOUT } from '../checkout.js';
import { LauncherError } from '../processes/launcher-error.js';
import type { ProcessLedger } from '../processes/process-ledger.js';
import { Program } from '../processes/program.js';

/** The account that may see the admin pages. */
export interface AdminAccount {
  email: string;
  password: string;
}

/**
 * Brings the database to the newest schema and fills the market, once, before any replica starts.
 * @throws LauncherError where the schema is not ours, or a step fails.
 */
export async function prepareDatabase(options: {
  databaseUrl: string;
  admin: AdminAccount;
  directory: string;
  ledger: ProcessLedger;
}): Promise<void> {
  const { databaseUrl, admin, directory, ledger } = options;
  for (const step of ['migrate', 'seed']) {
    const program = await Program.start({
      name: step,
      command: process.execPath,
      args: [join('tools', `${step}.mjs`)],
      environment: {
        ...process.env,
        DATABASE_URL: databaseUrl,
        ADMIN_EMAIL: admin.email,
        ADMIN_PASSWORD: admin.password,
      },
      directory: CHECKOUT,
      logFile: join(directory, `${step}.log`),
      ledger,
    });
    const how = await program.ended;
    if (how !== 'exit code 0')
      throw new LauncherError(program.lastWords() || `npm run ${step} failed (${how}).`);
  }
}
