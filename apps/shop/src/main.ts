import { Logger } from '@nestjs/common';
import { stopOnSignals } from '@app/replica';
import { createShop } from './create-shop.js';
import { readSettings } from './settings/read-settings.js';
import { SettingsError } from './settings/settings.error.js';

const warnings: string[] = [];

try {
  const settings = readSettings(process.env, (sentence) => warnings.push(sentence));
  const app = await createShop(settings);
  const logger = new Logger('Shop');
  warnings.forEach((sentence) => logger.warn(sentence));
  stopOnSignals(app);
  await app.listen(settings.port, settings.host);
  logger.log(`Listening on ${await app.getUrl()}`);
} catch (error) {
  const text =
    error instanceof SettingsError ? error.message : String(error instanceof Error ? error.stack : error);
  process.stderr.write(`The shop cannot start:\n${text}\n`);
  process.exit(1);
}
