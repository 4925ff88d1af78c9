import { MINUTE_MS } from '@desk/shared/kernel/durations'

/** Saves CSV text as a file on the reader's device. Nothing leaves the browser. */
export function saveCsv(name: string, csv: string): void {
  const url = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }))
  Object.assign(document.createElement('a'), { href: url, download: name }).click()
  // The browser reads the URL after the click.
  setTimeout(() => {
    URL.revokeObjectURL(url)
  }, MINUTE_MS)
}
