/** The places where the SQLSTATE of Postgres stands: in an error of the pg package, of Prisma's driver adapter, and of Prisma. */
interface ErrorOfPostgres {
  readonly code?: unknown;
  readonly severity?: unknown;
  readonly cause?: { readonly originalCode?: unknown };
  readonly meta?: { readonly driverAdapterError?: { readonly cause?: { readonly originalCode?: unknown } } };
}

/** Returns the five characters with which Postgres refused a statement (Postgres, appendix A), if it did. */
export function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, severity, cause, meta } = error as ErrorOfPostgres;
  const state =
    meta?.driverAdapterError?.cause?.originalCode ??
    cause?.originalCode ??
    // `code` alone may be a code of Node or of Prisma.
    (severity === undefined ? undefined : code);
  return typeof state === 'string' ? state : undefined;
}
