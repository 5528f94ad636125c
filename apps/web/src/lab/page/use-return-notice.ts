import { useRef } from 'react';
import type { Telemetry } from '../../api/types';

/** Says which replica came back last, and from what. Empty until one did. */
export function useReturnNotice(replicas: Telemetry['replicas']): string {
  const away = useRef(new Set<string>());
  const notice = useRef('');
  for (const { id, state } of replicas) {
    if (state !== 'up') away.current.add(id);
    else if (away.current.delete(id)) notice.current = `${id} is up again.`;
  }
  return notice.current;
}
