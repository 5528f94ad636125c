import { useSearchParams } from 'react-router';
import type { ProductFilter } from './catalog.queries';
import { MAX_LENGTH } from './search-input';

/** What the address of the search page asks for, and a way to ask for something else. */
export interface SearchFilter {
  words: string;
  stall: string;
  /** Minor units as text, empty where the price does not matter. */
  upTo: string;
  available: boolean;
  /** The same for the API. */
  filter: ProductFilter;
  /** Sets one of them; an empty one does not matter any more. */
  set: (name: 'stall' | 'upTo' | 'available', value: string) => void;
}

/** The filters live in the address, so that a search can be shared and gone back to. */
export function useSearchFilter(): SearchFilter {
  const [parameters, setParameters] = useSearchParams();
  const words = parameters.get('q')?.trim().slice(0, MAX_LENGTH).trim() ?? '';
  const stall = parameters.get('stall') ?? '';
  const asked = parameters.get('upTo') ?? '';
  const upTo = /^\d{1,8}$/.test(asked) ? asked : '';
  const available = parameters.has('available');
  return {
    words,
    stall,
    upTo,
    available,
    filter: {
      ...(words && { search: words }),
      ...(stall && { category: stall }),
      ...(upTo && { maxPrice: Number(upTo) }),
      ...(available && { inStock: 'true' as const }),
    },
    set(name, value) {
      const next = new URLSearchParams(parameters);
      if (value === '') next.delete(name);
      else next.set(name, value);
      setParameters(next, { replace: true });
    },
  };
}
