import { once } from 'node:events';
import { Redis } from 'ioredis';
import { parseRedisUrl } from '../settings/redis-url.js';

const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/**
 * Says what to change when Redis cannot be used because of its address, certificate or user.
 * @param error of the client
 * @param url that the client connects to
 * @returns one sentence, or undefined for other errors, such as those of an outage
 */
export async function redisProblem(error: Error, url: string): Promise<string | undefined> {
  // A Cluster's client tells only in this property why its nodes failed.
  const { lastNodeError = error } = error as { lastNodeError?: Error };
  if (lastNodeError.message !== 'Connection is closed.') return problemOf(lastNodeError);
  const reason = await firstNodeError(url);
  return reason && problemOf(reason);
}

/** Returns why a connection to the first host fails, since a Cluster's client does not tell. */
async function firstNodeError(url: string): Promise<Error | undefined> {
  const { hosts, tls, username, password } = parseRedisUrl(url);
  const secured = tls ? { tls: {} } : {};
  const node = new Redis({
    ...hosts[0]!,
    ...secured,
    username,
    password,
    connectTimeout: 1000,
    retryStrategy: () => null,
  });
  try {
    await once(node, 'ready');
    return undefined;
  } catch (reason) {
    return reason as Error;
  } finally {
    node.disconnect();
  }
}

function problemOf(error: Error): string | undefined {
  const { code = '', message } = error as Error & { code?: string };
  if (UNTRUSTED.has(code))
    return "Redis's certificate is not trusted: set NODE_EXTRA_CA_CERTS to the file of the CA that signed it.";
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return "Redis's certificate is for another host: use a host name of the certificate in REDIS_URL.";
  if (code === 'CERT_HAS_EXPIRED') return "Redis's certificate has expired: renew it.";
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG')
    return 'Redis does not speak TLS at this address: write redis instead of rediss in REDIS_URL.';
  if (/WRONGPASS|invalid username-password|invalid password/i.test(message))
    return 'Redis refused the user or password of REDIS_URL.';
  if (message.startsWith('NOAUTH')) return 'Redis needs a password: write redis://user:password@host:port.';
  if (message.includes('NOPERM')) return `The Redis user lacks a permission: ${message}`;
  if (/cluster support disabled/i.test(message))
    return 'This Redis is not a Cluster: write redis:// instead of redis-cluster:// in REDIS_URL.';
  return undefined;
}
