import { oneLine } from '@desk/shared/kernel/plain-text'

/** Longer content is cut by WeCom, wherever that falls (doc 90236). */
const TEXT_BYTES = 2048

/** At most `max` code points of one line, cut where it can be seen. */
export function fit(text: string, max: number): string {
  const signs = [...oneLine(text)]
  return signs.length <= max ? signs.join('') : `${signs.slice(0, max - 1).join('')}…`
}

/** The content of a text message. `<a href>` is the only markup that WeCom knows there (doc 90236): here it is no sign of any. */
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
