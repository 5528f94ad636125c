import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** A Kubernetes object as a manifest has it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

const CHECKED = fileURLToPath(new URL('manifests-under-test.ts', import.meta.url));
const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts'],
  types: [],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
};

/**
 * What the Kubernetes API would not accept in these manifests: unknown fields, kinds and versions, missing fields, wrong
 * types and words. They are compiled as values of the types that `kubernetes-models` makes from Kubernetes's own OpenAPI
 * document, and `@kubernetes-models/gateway-api` from Gateway API's CRDs: TypeScript refuses what such a type does not name.
 */
export function manifestFaults(manifests: readonly Manifest[]): string[] {
  const lines = manifests.map(
    (manifest, at) =>
      `import type { I${manifest.kind} as T${at} } from '${modelsOf(manifest)}/${manifest.apiVersion}'; ` +
      `export const m${at}: T${at} = ${JSON.stringify(manifest)};`,
  );
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === CHECKED || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === CHECKED
      ? ts.createSourceFile(name, lines.join('\n'), OPTIONS.target ?? ts.ScriptTarget.ES2022)
      : getSourceFile(name, ...rest);
  const program = ts.createProgram([CHECKED], OPTIONS, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const about = file && manifests[file.getLineAndCharacterOfPosition(start).line];
    const text = ts.flattenDiagnosticMessageText(messageText, ' ');
    return about ? `${about.kind} ${about.metadata.name}: ${text}` : text;
  });
}

function modelsOf({ apiVersion }: Manifest): string {
  return apiVersion.startsWith('gateway.networking.k8s.io/')
    ? '@kubernetes-models/gateway-api'
    : 'kubernetes-models';
}
