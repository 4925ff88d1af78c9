import type { HonoRequest } from 'hono'

const CALLBACK = /^\/wecom\/callback\/(app|contacts)$/

/**
 * Returns whether the path is a WeCom callback, which comes from no page of this app and is verified by its signature.
 */
export const isCallback = (path: string): boolean => CALLBACK.test(path)

/** Returns whether the method may change state. */
export const changesState = ({ method }: HonoRequest): boolean => !['GET', 'HEAD', 'OPTIONS'].includes(method)

/**
 * Returns whether a person opens a page, as opposed to a script that requests data. Old WebViews send no Sec-Fetch
 * headers.
 */
export function isNavigation(req: HonoRequest): boolean {
  if (req.method !== 'GET' || isSpeculative(req)) return false
  const destination = req.header('sec-fetch-dest')
  if (destination !== undefined) return destination === 'document'
  return (req.header('accept') ?? '').includes('text/html')
}

/** Returns whether the page is prefetched, or loaded as a part of another one, such as a frame: it may then have no effect. */
export function isSpeculative(req: HonoRequest): boolean {
  const purpose = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => req.header(name) ?? '').join(' ')
  if (/prefetch|prerender|preview/i.test(purpose)) return true
  const destination = req.header('sec-fetch-dest')
  return destination !== undefined && destination !== 'document' && destination !== 'empty'
}
