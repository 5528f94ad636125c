import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
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
 * The logger of the process: a JSON object a line, each with the replica's id. What others hand to it is searched for secrets.
 *
 * @param destination where the lines go: stdout, or a stream that collects them in tests
 */
export function createLogger(settings: Settings, destination: DestinationStream): Logger {
  return pino(
    {
      ...formatOf(settings),
      // A request or reply that some library logs shows no headers and no query: both carry secrets.
      serializers: { req: () => undefined, res: () => undefined },
      redact: { paths: SECRETS.flatMap(atDepths), censor: '[redacted]' },
    },
    destination,
  );
}

/**
 * The logger of the line that each request gets. Its fields are picked one by one, none of them can hold a secret, and so none is
 * searched for one: that costs more than the rest of the line.
 */
export function createRequestLogger(settings: Settings, destination: DestinationStream): Logger {
  return pino(formatOf(settings), destination);
}

function formatOf({ logLevel, replicaId }: Settings): LoggerOptions {
  return {
    level: logLevel,
    base: { replica: replicaId },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  };
}

function atDepths(property: string): string[] {
  const step = property.startsWith('"') ? `[${property}]` : `.${property}`;
  return [property.startsWith('"') ? `[${property}]` : property, `*${step}`, `*.*${step}`];
}
