/**
 * How old something is, in the largest fitting unit.
 *
 * @param since a moment as ISO 8601 text or in milliseconds
 * @param now in milliseconds
 */
export function ageWords(since: string | number, now: number): string {
  const seconds = Math.max(0, Math.round((now - new Date(since).getTime()) / 1000));
  if (seconds < 60) return `${seconds} s old`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min old` : `${Math.round(minutes / 60)} h old`;
}
