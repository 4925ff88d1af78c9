/**
 * Opens a page on the server when its code cannot be loaded, e.g. because the build of this document is no longer served.
 * Without a connection it stays on the current page, and the banner reports that.
 */
export async function reloadAtPath(path: string, open = (url: string) => location.assign(url)): Promise<void> {
  try {
    await fetch('/healthz', { cache: 'no-store' })
  } catch {
    dispatchEvent(new Event('offline'))
    return
  }
  open(path)
}
