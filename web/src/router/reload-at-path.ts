/**
 * For a page whose code this document cannot have: it belongs to a build that the server keeps no more, so the server is
 * asked for the page itself, with the code of today. Without a connection the tap is left undone, and the banner says so.
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
