import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LauncherError } from '../processes/launcher-error.js';

/** The two files that a TLS listener needs. */
export interface Certificate {
  certificate: string;
  key: string;
}

const DAYS = 397;

/**
 * The certificate of a data directory for 127.0.0.1 and localhost, made on the first start and again once it has expired. It is
 * signed by itself: browsers ask before they trust it.
 * @throws LauncherError without openssl.
 */
export function readOrCreateCertificate(directory: string): Certificate {
  const files = { certificate: join(directory, 'tls.crt'), key: join(directory, 'tls.key') };
  if (isValid(files.certificate)) return files;
  try {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
        ...['-keyout', files.key, '-out', files.certificate, '-days', String(DAYS), '-subj', '/CN=localhost'],
        ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
      ],
      { stdio: 'pipe' },
    );
  } catch (error) {
    throw new LauncherError(`--tls needs openssl to make a certificate: install it (${String(error)}).`);
  }
  return files;
}

function isValid(file: string): boolean {
  return existsSync(file) && Date.parse(new X509Certificate(readFileSync(file)).validTo) > Date.now();
}
