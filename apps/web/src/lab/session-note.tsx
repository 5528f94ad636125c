import { useQuery } from '@tanstack/react-query';
import { ageWords } from './age-words';
import { whoAmIQuery } from './lab.queries';

/** The session that the last replica saw: a short name for it, its age, and how often it was written. */
export function SessionNote() {
  const { data, isError } = useQuery(whoAmIQuery);
  if (isError) return 'the session cannot be read';
  if (!data?.session.createdAt) return 'no session yet';
  const { ref, createdAt, version } = data.session;
  return `session ${ref?.slice(0, 6)}, ${ageWords(createdAt, Date.now())}, version ${version}`;
}
