import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { whenLoaded } from '../shell/when-loaded';
import { modeQuery } from './lab.queries';

const LabBar = lazy(async () => ({ default: (await whenLoaded(import('./lab-bar'))).LabBar }));

/** The lab's bar under every page. A shop that is no lab loads nothing of it. */
export function Lab() {
  const { data: mode } = useQuery(modeQuery);
  if (!mode) return null;
  return (
    <Suspense fallback={null}>
      <LabBar mode={mode} />
    </Suspense>
  );
}
