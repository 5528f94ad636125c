import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly cap_drop?: string[];
  readonly cap_add?: string[];
  readonly security_opt?: string[];
  readonly logging?: { readonly options?: Record<string, string> };
  readonly deploy?: { readonly resources?: { readonly limits?: object } };
}

const file = fileURLToPath(new URL('../../docker-compose.yml', import.meta.url));
const { services } = parse(readFileSync(file, 'utf8'), { merge: true, maxAliasCount: -1 }) as {
  services: Record<string, Service>;
};

describe.each(Object.entries(services))('the service %s of docker-compose.yml', (_, service) => {
  it('has no capability and can gain none', () => {
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.cap_add).toBeUndefined();
    expect(service.security_opt).toContain('no-new-privileges:true');
  });

  it('has bounded logs, memory and processors', () => {
    expect(service.logging?.options).toEqual({ 'max-size': '10m', 'max-file': '3' });
    expect(service.deploy?.resources?.limits).toMatchObject({
      cpus: expect.any(String) as string,
      memory: expect.any(String) as string,
    });
  });
});
