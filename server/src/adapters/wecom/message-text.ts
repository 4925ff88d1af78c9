import { oneLine } from '@desk/shared/kernel/plain-text'

/** WeCom cuts longer content at any byte (doc 90236). */
const TEXT_BYTES = 2048

/** Returns at most `max` code points on one line, with an ellipsis when cut. */
export function fit(text: string, max: number): string {
  const signs = [...oneLine(text)]
  return signs.length <= max ? signs.join('') : `${signs.slice(0, max - 1).join('')}…`
}

/**
 * Returns the content of a text message. `<a href>` is the only markup that WeCom interprets there (doc 90236), so
 * angle brackets are replaced.
 */
export function textContent(text: string): string {
  const lines = text.split(/\r?\n/).map(oneLine).join('\n').replaceAll('<', '＜')
  if (Buffer.byteLength(lines) <= TEXT_BYTES) return lines
  let [content, bytes] = ['', Buffer.byteLength('…')]
  for (const sign of lines) {
    bytes += Buffer.byteLength(sign)
    if (bytes > TEXT_BYTES) break
    content += sign
  }
  return `${content}…`
}
