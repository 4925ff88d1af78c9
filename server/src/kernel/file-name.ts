/** Characters that Windows, macOS or a header refuses in file names. */
const REFUSED = /[\u0000-\u001f\u007f\\/:*?"<>|]/g
/** Invisible characters that can hide the true extension of a name. */
const UNSEEN = /[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g
/** With the extension, below the 255 bytes of common file systems, at three bytes a character. */
const MAX_LENGTH = 60

/** Returns a file name of these parts, such as `企业微信使用规范 1.0 2026-03-20.xlsx`. */
export function fileNameOf(parts: readonly string[], ending: string): string {
  const name = parts.join(' ').replace(UNSEEN, '').replace(REFUSED, '_').replace(/\s+/g, ' ').trim()
  return `${[...name]
    .slice(0, MAX_LENGTH)
    .join('')
    .replace(/[. ]+$/, '')}.${ending}`
}
