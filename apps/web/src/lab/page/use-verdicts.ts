import { useLocalStorage } from '@mantine/hooks';
import { useCallback, useEffect, useRef } from 'react';
import type { CrowdRun } from '../../api/types';
import { verdictOf, type Verdict } from './verdict';

/** The verdicts of this browser, the newest first, and how to note what is done while a crowd is there. */
export interface Verdicts {
  readonly list: readonly Verdict[];
  note(fault: string): void;
}

const MOST = 20;

/** Sums up each crowd when it is over; a page that is opened later shows the earlier ones. */
export function useVerdicts(crowd: CrowdRun | null): Verdicts {
  const [list, setList] = useLocalStorage<Verdict[]>({ key: 'lab-verdicts', defaultValue: [] });
  const faults = useRef<string[]>([]);
  const sawItRun = useRef<string>(undefined);
  useEffect(() => {
    if (!crowd) return;
    if (crowd.phase !== 'over') {
      if (sawItRun.current !== crowd.id) faults.current = [];
      sawItRun.current = crowd.id;
    } else if (sawItRun.current === crowd.id) {
      sawItRun.current = undefined;
      const verdict = verdictOf(crowd, faults.current);
      setList((before) => withVerdict(before, verdict));
    }
  }, [crowd, setList]);
  const note = useCallback((fault: string) => void faults.current.push(fault), []);
  return { list, note };
}

/** Other tabs sum the same run up; the one that broke something knows what. */
function withVerdict(before: readonly Verdict[], verdict: Verdict): Verdict[] {
  const known = before.find(({ id }) => id === verdict.id);
  if (known && verdict.faults.length === 0) return [...before];
  return [verdict, ...before.filter((each) => each !== known)].slice(0, MOST);
}
