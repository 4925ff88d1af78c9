import { createHash } from 'node:crypto'
import { InvalidInputError } from '../../kernel/app-error.ts'
import type { Deps } from '../../kernel/deps.ts'
import type { JsapiTicketKind } from '../../ports/wecom.ts'

export type JssdkSignature = { timestamp: number; nonceStr: string; signature: string }

/**
 * Proves to WeCom's client that a page of ours belongs to the app (`agent`) or the company (`corp`). Only our own pages
 * are signed: a signature for any address would lend our name to it.
 */
export async function signPage(
  { wecom, clock, ids, site }: Pick<Deps, 'wecom' | 'clock' | 'ids' | 'site'>,
  page: { url: string; kind: JsapiTicketKind },
): Promise<JssdkSignature> {
  const url = ownUrl(page.url, site.publicUrl)
  const timestamp = Math.floor(clock.now().getTime() / 1000)
  const nonceStr = ids.token()
  const ticket = await wecom.jsapiTicket(page.kind)
  return { timestamp, nonceStr, signature: jsapiSignature({ ticket, nonceStr, timestamp, url }) }
}

/** SHA-1 over raw values in this order; `noncestr` is lower case here and nowhere else (doc 90506). */
export function jsapiSignature(parts: { ticket: string; nonceStr: string; timestamp: number; url: string }): string {
  const { ticket, nonceStr, timestamp, url } = parts
  const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`
  return createHash('sha1').update(text).digest('hex')
}

/** The address as the client compares it: as given, with its query, without its fragment. */
function ownUrl(text: string, publicUrl: string): string {
  const [page = ''] = text.split('#')
  const url = URL.canParse(page) ? new URL(page) : null
  const isOwn = url?.origin === new URL(publicUrl).origin && url.username === '' && url.password === ''
  // A sign that the parser would drop or rewrite has no place in an address that a browser shows.
  if (!isOwn || /[\s\\\u0000-\u001f]/.test(page))
    throw new InvalidInputError('Not a page of ours', [{ path: 'url', code: 'url.foreign' }])
  return page
}
