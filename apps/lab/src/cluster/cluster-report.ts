import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AdminAccount } from './database.js';

/** `.data/<port>/cluster.json`, for scripts that work with a running demo. */
export interface ClusterReport {
  url: string;
  /** One for each balancer. */
  urls: string[];
  /** The listener that believes X-Forwarded-For; with the lab on alone. */
  crowd?: string;
  balancers: { id: string; url: string; pid: number }[];
  replicas: { id: string; url: string; pid: number }[];
  redis: string;
  memcached: string;
  postgres: string;
  admin: AdminAccount;
  /** With the lab on alone. */
  labToken?: string;
  /** The launcher's. */
  pid: number;
}

/** Replaces the report in one step; it holds passwords, so it is its owner's alone. */
export function writeClusterReport(directory: string, report: ClusterReport): void {
  const file = join(directory, 'cluster.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(report, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** A report without a cluster would mislead. */
export function removeClusterReport(directory: string): void {
  rmSync(join(directory, 'cluster.json'), { force: true });
}
