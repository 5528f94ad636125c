import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../api/problem';

/** Permanent errors are not retried; temporary ones (no connection, overload) are, twice. */
function worthAnotherTry(failures: number, error: Error): boolean {
  return failures < 2 && error instanceof ApiProblem && (error.status === 0 || error.status >= 500);
}

/** The one memory of what the API answered. */
export const queries = new QueryClient({
  defaultOptions: { queries: { retry: worthAnotherTry, staleTime: 10_000 } },
});
