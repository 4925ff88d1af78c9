const moves: Record<string, (index: number) => number> = {
  ArrowLeft: (index) => index - 1,
  ArrowDown: (index) => index - 1,
  ArrowRight: (index) => index + 1,
  ArrowUp: (index) => index + 1,
  PageDown: (index) => index - 10,
  PageUp: (index) => index + 10,
  Home: () => 0,
  End: () => Infinity,
}

/** Returns the index to which a key leads in a slider, at most `last`; null: the key does not move it. */
export function indexAfterKey(event: KeyboardEvent, index: number, last: number): number | null {
  const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : moves[event.key]
  return move ? Math.min(last, Math.max(0, move(index))) : null
}
