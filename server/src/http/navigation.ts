import type { HonoRequest } from 'hono'

/** Whether a person opens a page, as opposed to a script that requests data. Old WebViews send no Sec-Fetch headers. */
export function isNavigation(req: HonoRequest): boolean {
  if (req.method !== 'GET' || isSpeculative(req)) return false
  const destination = req.header('sec-fetch-dest')
  if (destination !== undefined) return destination === 'document'
  return (req.header('accept') ?? '').includes('text/html')
}

/** Whether the page is prefetched or inside a frame: no person looks at it, so nothing may happen. */
export function isSpeculative(req: HonoRequest): boolean {
  const purpose = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => req.header(name) ?? '').join(' ')
  if (/prefetch|prerender|preview/i.test(purpose)) return true
  const destination = req.header('sec-fetch-dest')
  return destination !== undefined && destination !== 'document' && destination !== 'empty'
}
