/** What a session remembers of the device that began it, for the list that its user sees. */
export function deviceOf(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  replica: string,
): Readonly<Record<string, string>> {
  const userAgent = String(headers['user-agent'] ?? 'unknown').slice(0, 200);
  return { userAgent, replica };
}
