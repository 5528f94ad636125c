import { useSessionStorage } from '@mantine/hooks';
import { useCallback, useEffect, useRef } from 'react';
import type { CrowdRun } from '../../api/types';
import { verdictOf, type Verdict } from './verdict';

/** The verdicts of this tab, the newest first, and how to note what is done while a crowd is there. */
export interface Verdicts {
  readonly list: readonly Verdict[];
  note(fault: string): void;
}

const MOST = 20;

/** Sums each crowd up once it is over; whoever comes later to the page finds the earlier ones. */
export function useVerdicts(crowd: CrowdRun | null): Verdicts {
  const [list, setList] = useSessionStorage<Verdict[]>({ key: 'lab-verdicts', defaultValue: [] });
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
      setList((before) => [verdict, ...before].slice(0, MOST));
    }
  }, [crowd, setList]);
  const note = useCallback((fault: string) => void faults.current.push(fault), []);
  return { list, note };
}
