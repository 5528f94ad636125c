import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout, found from the sources and from the build alike. */
export const CHECKOUT = findCheckout(dirname(fileURLToPath(import.meta.url)));

function findCheckout(folder: string): string {
  return existsSync(join(folder, 'nest-cli.json')) ? folder : findCheckout(dirname(folder));
}
