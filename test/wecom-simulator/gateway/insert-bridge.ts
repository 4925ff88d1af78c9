import { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

/** What the injected script must know; handed over in a data attribute, so that no inline code is needed. */
export type BridgeConfig = {
  userAgent: string
  platform: string
  hasBridge: boolean
  persona: string
  simulatorOrigin: string
}

const escapeAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

/** Under the page's own nonce: a strict policy admits the script exactly as it admits the page's own. */
export const bridgeTag = (config: BridgeConfig, nonce: string | null): string =>
  `<script${nonce === null ? '' : ` nonce="${escapeAttribute(nonce)}"`} src="/__device__/bridge.js" ` +
  `data-wecom="${escapeAttribute(JSON.stringify(config))}"></script>`

const giveUpAfterBytes = 64 * 1024

/** Passes HTML through as it streams, with `tag` right behind `<head>`, before any script of the page. */
export const insertIntoHead = (tag: string): Transform => {
  let held: Buffer | null = Buffer.alloc(0)
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (held === null) return done(null, chunk)
      held = Buffer.concat([held, chunk])
      // latin1 keeps one character per byte: the position found is the position in the buffer.
      const head = /<head(\s[^>]*)?>/i.exec(held.toString('latin1'))
      if (!head && held.length < giveUpAfterBytes) return done()
      const cut = head ? head.index + head[0].length : 0
      const result = head ? Buffer.concat([held.subarray(0, cut), Buffer.from(tag), held.subarray(cut)]) : held
      held = null
      done(null, result)
    },
    flush(done) {
      // A page without <head> (an error text): the tag goes first, the parser puts it where it belongs.
      done(null, held === null || held.length === 0 ? undefined : insertWithoutHead(held, tag))
    },
  })
}

const insertWithoutHead = (html: Buffer, tag: string): Buffer => {
  const opening = /^\s*(<!doctype[^>]*>)?\s*(<html[^>]*>)?/i.exec(html.toString('latin1'))?.[0].length ?? 0
  return Buffer.concat([html.subarray(0, opening), Buffer.from(tag), html.subarray(opening)])
}

/** For an app that compresses HTML even though nobody asked. */
export const decoderFor = (encoding: string | undefined): Transform | null => {
  if (encoding === 'br') return createBrotliDecompress()
  if (encoding === 'gzip') return createGunzip()
  if (encoding === 'deflate') return createInflate()
  return null
}
