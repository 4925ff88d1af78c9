import { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

/** Data of the injected script, passed in a data attribute so that no inline code is needed. */
export type BridgeConfig = {
  userAgent: string
  platform: string
  hasBridge: boolean
  persona: string
  simulatorOrigin: string
}

const escapeAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

/** Returns the script tag with the page's nonce, so that a strict content security policy allows it. */
export const bridgeTag = (config: BridgeConfig, nonce: string | null): string =>
  `<script${nonce === null ? '' : ` nonce="${escapeAttribute(nonce)}"`} src="/__device__/bridge.js" ` +
  `data-wecom="${escapeAttribute(JSON.stringify(config))}"></script>`

const MAX_BUFFERED_BYTES = 64 * 1024

/** Streams HTML and inserts `tag` after `<head>`, before the page's scripts. */
export const insertIntoHead = (tag: string): Transform => {
  let buffered: Buffer | null = Buffer.alloc(0)
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (buffered === null) return done(null, chunk)
      buffered = Buffer.concat([buffered, chunk])
      // latin1 has one byte for each character, so the position in the text is the position in the buffer.
      const head = /<head(\s[^>]*)?>/i.exec(buffered.toString('latin1'))
      if (!head && buffered.length < MAX_BUFFERED_BYTES) return done()
      const cut = head ? head.index + head[0].length : 0
      const result = head
        ? Buffer.concat([buffered.subarray(0, cut), Buffer.from(tag), buffered.subarray(cut)])
        : buffered
      buffered = null
      done(null, result)
    },
    flush(done) {
      // In a page without <head>, such as an error text, the tag is inserted before the text.
      done(null, buffered === null || buffered.length === 0 ? undefined : insertWithoutHead(buffered, tag))
    },
  })
}

const insertWithoutHead = (html: Buffer, tag: string): Buffer => {
  const opening = /^\s*(<!doctype[^>]*>)?\s*(<html[^>]*>)?/i.exec(html.toString('latin1'))?.[0].length ?? 0
  return Buffer.concat([html.subarray(0, opening), Buffer.from(tag), html.subarray(opening)])
}

/** Returns a decoder for HTML that the app compressed although the request had no `accept-encoding`. */
export const decoderFor = (encoding: string | undefined): Transform | null => {
  if (encoding === 'br') return createBrotliDecompress()
  if (encoding === 'gzip') return createGunzip()
  if (encoding === 'deflate') return createInflate()
  return null
}
