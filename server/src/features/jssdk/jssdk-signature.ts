import { createHash } from 'node:crypto'
import { InvalidInputError } from '../../kernel/app-error.ts'
import type { Deps } from '../../kernel/deps.ts'
import type { JsapiTicketKind } from '../../ports/wecom.ts'

export type JssdkSignature = { timestamp: number; nonceStr: string; signature: string }

/**
 * Signs a page URL for WeCom's JS-SDK, as the app (`agent`) or the company (`corp`). Only pages of this app are signed,
 * since a signature lets another site act in its name. `again`: the client refused the signature before.
 */
export async function signPage(
  { wecom, clock, ids, site }: Pick<Deps, 'wecom' | 'clock' | 'ids' | 'site'>,
  page: { url: string; kind: JsapiTicketKind; again?: '1' | undefined },
): Promise<JssdkSignature> {
  const url = ownUrl(page.url, site.publicUrl)
  const timestamp = Math.floor(clock.now().getTime() / 1000)
  const nonceStr = ids.token()
  const ticket = await wecom.jsapiTicket(page.kind, { isRefused: page.again !== undefined })
  return { timestamp, nonceStr, signature: jsapiSignature({ ticket, nonceStr, timestamp, url }) }
}

/** Returns SHA-1 over the raw values in this order; `noncestr` is lower case only here (doc 90506). */
export function jsapiSignature(parts: { ticket: string; nonceStr: string; timestamp: number; url: string }): string {
  const { ticket, nonceStr, timestamp, url } = parts
  const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`
  return createHash('sha1').update(text).digest('hex')
}

/** Returns the URL as the client compares it: unchanged, with query, without fragment. */
function ownUrl(text: string, publicUrl: string): string {
  const [page = ''] = text.split('#')
  const url = URL.canParse(page) ? new URL(page) : null
  const isOwn = url?.origin === new URL(publicUrl).origin && url.username === '' && url.password === ''
  // Characters that the URL parser drops or rewrites are refused: the signed text would differ from the browser's URL.
  if (!isOwn || /[\s\\\u0000-\u001f]/.test(page))
    throw new InvalidInputError('The URL is not a page of this app', [{ path: 'url', code: 'url.foreign' }])
  return page
}
