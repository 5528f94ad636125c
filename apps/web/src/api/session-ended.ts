const listeners = new Set<() => void>();

/** Calls `listener` when a server no longer knows who was signed in here. Gives a function that ends it. */
export function onSessionEnded(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells everybody who asked by {@link onSessionEnded}. */
export function tellSessionEnded(): void {
  for (const listener of listeners) listener();
}
