import type { HonoRequest } from 'hono'

/** A person opening a page, as opposed to our own script asking for data. Old WebViews send no Sec-Fetch headers. */
export function isNavigation(req: HonoRequest): boolean {
  if (req.method !== 'GET' || isSpeculative(req)) return false
  const destination = req.header('sec-fetch-dest')
  if (destination !== undefined) return destination === 'document'
  return (req.header('accept') ?? '').includes('text/html')
}

/** Fetched ahead of time or inside a frame: nobody is looking, so nothing may happen. */
export function isSpeculative(req: HonoRequest): boolean {
  const purpose = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => req.header(name) ?? '').join(' ')
  if (/prefetch|prerender|preview/i.test(purpose)) return true
  const destination = req.header('sec-fetch-dest')
  return destination !== undefined && destination !== 'document' && destination !== 'empty'
}
