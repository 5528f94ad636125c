import { pino, type DestinationStream, type Logger } from 'pino';
import type { Settings } from '../../settings/settings.js';

/** Properties that must not be read in a log, at the top of a line or one or two levels down. */
const SECRETS = [
  'authorization',
  'cookie',
  '"set-cookie"',
  'password',
  'current',
  'next',
  'token',
  'access_token',
  'refresh_token',
  'sessionId',
];

/**
 * The one logger of the process: a JSON object a line, each with the replica's id.
 *
 * @param destination where the lines go; stdout by default, a stream that collects them in tests
 */
export function createLogger(settings: Settings, destination?: DestinationStream): Logger {
  return pino(
    {
      level: settings.logLevel,
      base: { replica: settings.replicaId },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // A request or reply that some library logs shows no headers and no query: both carry secrets.
      serializers: { req: () => undefined, res: () => undefined },
      redact: { paths: SECRETS.flatMap(atDepths), censor: '[redacted]' },
    },
    destination ?? pino.destination(1),
  );
}

function atDepths(property: string): string[] {
  const step = property.startsWith('"') ? `[${property}]` : `.${property}`;
  return [property.startsWith('"') ? `[${property}]` : property, `*${step}`, `*.*${step}`];
}
