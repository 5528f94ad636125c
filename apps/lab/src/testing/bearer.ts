import { Visitor } from '../client/visitor.js';

/** Signs in as an API client does. @returns the header to send from then on */
export async function bearerOf(
  url: string,
  { email, password }: { email: string; password: string },
): Promise<Record<string, string>> {
  const answer = await new Visitor(url).send('POST', '/api/auth/token', { email, password });
  const { access_token } = (await answer.json()) as { access_token: string };
  return { authorization: `Bearer ${access_token}` };
}
