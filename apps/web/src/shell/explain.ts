import { ApiProblem } from '../api/problem';

/** A problem in the words of the market where it has its own, in the server's for the rest. */
export function explain(error: unknown): { title: string; detail: string } {
  if (!(error instanceof ApiProblem)) {
    return { title: 'This page stumbled', detail: 'Reload it and try again.' };
  }
  switch (error.status) {
    case 402:
      return {
        title: 'The card was declined',
        detail: 'Nothing was taken. Choose another card and try again.',
      };
    case 502:
    case 504:
      return { title: 'That server stopped answering', detail: 'Another one takes over. Try again.' };
    case 503:
      return {
        title: 'A store behind this page is away',
        detail: `What it keeps cannot be read or changed right now. ${retryText(error)}`,
      };
    default:
      return {
        title: error.title || 'That did not work',
        detail: error.detail || 'Try again in a moment.',
      };
  }
}

function retryText({ retryAfterSeconds }: ApiProblem): string {
  return retryAfterSeconds ? `Try again in ${retryAfterSeconds} s.` : 'Try again in a moment.';
}
