/**
 * Runs `next` when the sheet that is being closed has left the history. Until then another sheet, or another address, would
 * be undone with it.
 */
export function afterSheet(next: () => unknown): void {
  addEventListener('popstate', () => void next(), { once: true })
}
