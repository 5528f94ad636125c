import { ApiProblem } from '../api/problem';

/** A problem in the shop's words if it has some, in the server's for the rest. */
export function explain(error: unknown): { title: string; detail: string } {
  if (!(error instanceof ApiProblem)) {
    return { title: 'Something went wrong', detail: 'Reload the page and try again.' };
  }
  switch (error.status) {
    case 402:
      return {
        title: 'The card was declined',
        detail: 'You were not charged. Choose another card and try again.',
      };
    case 502:
    case 504:
      return {
        title: 'That server stopped answering',
        detail: 'Another one takes over. Try again in a moment.',
      };
    case 503:
      return {
        title: 'Temporarily unavailable',
        detail: `We can’t load or save this right now. ${retryText(error)}`,
      };
    case 400:
      return { title: 'Please check what you entered', detail: inWords(error) };
    case 429:
      return { title: 'Too many requests', detail: retryText(error) };
    default:
      return {
        title: error.title || 'That did not work',
        detail: error.detail || 'Try again in a moment.',
      };
  }
}

/** What was said of each field. Names of the API are nothing for a shopper. */
function inWords({ errors, detail }: ApiProblem): string {
  return errors.length > 0 ? 'The marked fields need another value.' : detail || 'Try another value.';
}

function retryText({ retryAfterSeconds }: ApiProblem): string {
  return retryAfterSeconds ? `Try again in ${retryAfterSeconds} s.` : 'Try again in a moment.';
}
