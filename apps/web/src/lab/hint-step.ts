/** What the hint for a first visit looks at. */
export interface HintSituation {
  /** Whether the mode is the broken one. */
  broken: boolean;
  /** How many goods are in the cart. */
  goods: number;
  /** Whether a cart was lost since the page was loaded. */
  lost: boolean;
}

/** What a first visitor may try next: lose a cart where that happens, then keep one elsewhere. */
export function hintStep({ broken, goods, lost }: HintSituation): string {
  if (!lost) {
    if (!broken) return 'New here? Lose a cart: choose “Broken” below.';
    return goods === 0
      ? 'Now put something into your cart.'
      : 'Now visit other stalls, and keep an eye on the cart.';
  }
  if (broken) return 'Gone: another replica answered, and it never saw your cart. Now choose “External”.';
  return goods === 0
    ? 'Put something into your cart once more.'
    : 'Visit stalls as you like. It stays, whichever replica answers.';
}
