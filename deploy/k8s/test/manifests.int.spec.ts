import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readSettings } from '../../../apps/shop/src/settings/read-settings.js';
import { kustomize } from './kubectl.js';
import { manifestFaults, type Manifest } from './manifest-faults.js';

/** A manifest, to be looked into. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Built = any;

const OVERLAYS = ['sticky', 'sticky-traefik', 'external', 'stateless'] as const;

function build(overlay: string): Built[] {
  const text = kustomize(fileURLToPath(new URL(`../overlays/${overlay}`, import.meta.url)));
  return parseAllDocuments(text).map((document) => document.toJS() as Built);
}

const built = Object.fromEntries(OVERLAYS.map((overlay) => [overlay, build(overlay)]));
const find = (manifests: Built[], kind: string): Built =>
  manifests.find((manifest: Manifest) => manifest.kind === kind);

describe.each(OVERLAYS)('deploy/k8s/overlays/%s', (overlay) => {
  const manifests = built[overlay]!;
  const deployment = find(manifests, 'Deployment');
  const [container] = deployment.spec.template.spec.containers;

  it('builds', () => {
    expect(manifests.map(({ kind }) => kind).sort()).toEqual(
      [
        'ConfigMap',
        'Deployment',
        overlay === 'sticky-traefik' ? 'Ingress' : 'HTTPRoute',
        'HorizontalPodAutoscaler',
        'Job',
        'NetworkPolicy',
        'PodDisruptionBudget',
        'Service',
        'ServiceAccount',
      ].sort(),
    );
  });

  it('selects its own pods everywhere', () => {
    const { labels } = deployment.spec.template.metadata;
    const selectors = [
      deployment.spec.selector.matchLabels,
      find(manifests, 'Service').spec.selector,
      find(manifests, 'PodDisruptionBudget').spec.selector.matchLabels,
      find(manifests, 'NetworkPolicy').spec.podSelector.matchLabels,
      ...deployment.spec.template.spec.topologySpreadConstraints.map(
        (constraint: Built) => constraint.labelSelector.matchLabels,
      ),
    ];
    for (const selector of selectors) expect(labels).toMatchObject(selector);
    const { scaleTargetRef } = find(manifests, 'HorizontalPodAutoscaler').spec;
    expect(scaleTargetRef.name).toBe(deployment.metadata.name);
  });

  it('gives the shop settings that it starts with', () => {
    const { data, metadata } = find(manifests, 'ConfigMap');
    expect(container.envFrom.map((source: Built) => source.configMapRef?.name)).toContain(metadata.name);
    const expected = {
      sticky: ['cookie', 'memory'],
      'sticky-traefik': ['cookie', 'memory'],
      external: ['any', 'redis'],
      stateless: ['any', 'token'],
    };
    const { routing, state, lab } = readSettings(data);
    expect([routing, state, lab]).toEqual([...expected[overlay], false]);
  });

  it('lets a drain finish, and runs as nobody in particular', () => {
    const { terminationGracePeriodSeconds, securityContext } = deployment.spec.template.spec;
    // A stop takes eight seconds at most (libs/replica).
    expect(terminationGracePeriodSeconds).toBeGreaterThan(container.lifecycle.preStop.sleep.seconds + 8);
    expect(container.readinessProbe.httpGet.path).toBe('/health/ready');
    expect(securityContext.runAsNonRoot).toBe(true);
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });
});

describe('affinity', () => {
  const affinityOf = (overlay: string) => [
    find(built[overlay]!, 'Service').spec.sessionAffinity,
    find(built[overlay]!, 'HTTPRoute').spec.rules[0].sessionPersistence?.type,
  ];

  it('is there in sticky, at the Service and at the Gateway, and nowhere else', () => {
    expect(affinityOf('sticky')).toEqual(['ClientIP', 'Cookie']);
    expect(affinityOf('external')).toEqual([undefined, undefined]);
    expect(affinityOf('stateless')).toEqual([undefined, undefined]);
  });

  it('is a cookie that no script can read behind Traefik', () => {
    const { annotations } = find(built['sticky-traefik']!, 'Service').metadata;
    const sticky = 'traefik.ingress.kubernetes.io/service.sticky.cookie';
    expect(annotations).toMatchObject({ [sticky]: 'true', [`${sticky}.httponly`]: 'true' });
  });
});

describe('the network policy', () => {
  it('lets in only the namespace of what routes to the shop, and of Prometheus', () => {
    const namespaces = Object.fromEntries(
      OVERLAYS.map((overlay) => [
        overlay,
        find(built[overlay]!, 'NetworkPolicy').spec.ingress[0].from.map(
          (from: Built) => from.namespaceSelector.matchLabels['kubernetes.io/metadata.name'],
        ),
      ]),
    );
    expect(namespaces).toEqual({
      sticky: ['gateway', 'monitoring'],
      'sticky-traefik': ['traefik', 'monitoring'],
      external: ['gateway', 'monitoring'],
      stateless: ['gateway', 'monitoring'],
    });
  });
});

describe('what Kubernetes would not accept', () => {
  it('is in no overlay', () => {
    const manifests = OVERLAYS.flatMap((overlay) => built[overlay]!);
    expect(manifestFaults(manifests)).toEqual([]);
    expect(manifests.map(({ apiVersion }) => apiVersion).join()).not.toMatch(/alpha|beta/);
  });

  it('is found, whatever it is', () => {
    const mistakes: Record<string, [string, (manifest: Built) => void]> = {
      'unknown-field': ['Deployment', ({ spec }) => (spec.template.spec.containers[0].readynessProbe = {})],
      'unknown-field-of-service': ['Service', ({ spec }) => (spec.sessionAfinity = 'ClientIP')],
      'wrong-type': ['PodDisruptionBudget', ({ spec }) => (spec.maxUnavailable = true)],
      'unknown-word': ['Service', ({ spec }) => (spec.sessionAffinity = 'Cookie')],
      'missing-field': ['Deployment', ({ spec }) => delete spec.selector],
      'unknown-field-of-route': ['HTTPRoute', ({ spec }) => (spec.rules[0].sesionPersistence = {})],
      'unknown-word-of-route': ['HTTPRoute', ({ spec }) => (spec.rules[0].sessionPersistence.type = 'Ip')],
      'annotation-no-text': ['Deployment', ({ metadata }) => (metadata.annotations = { x: 1800 })],
      'unknown-version': ['HorizontalPodAutoscaler', (manifest) => (manifest.apiVersion = 'autoscaling/v3')],
      'unknown-kind': ['Job', (manifest) => (manifest.kind = 'Jobs')],
    };
    const manifests = Object.entries(mistakes).map(([name, [kind, make]]) => {
      const manifest = structuredClone(find(built['sticky']!, kind));
      manifest.metadata.name = name;
      make(manifest);
      return manifest;
    });
    const found = manifestFaults(manifests).map((fault) => /^\w+ ([\w-]+): /.exec(fault)?.[1]);
    expect(found).toEqual(Object.keys(mistakes));
  });
});
