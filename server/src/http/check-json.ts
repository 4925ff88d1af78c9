import { isStorable } from '@desk/shared/kernel/plain-text'

/** Far deeper than any body this app reads. */
const MAX_DEPTH = 32

/**
 * Matches strings, each with the colon that makes it a key, and brackets. Linear on valid JSON, in which every string
 * ends.
 */
const TOKENS = /("(?:[^"\\]|\\.)*")\s*(:)?|[{}[\]]/g

export type JsonFault = 'json.malformed' | 'json.too_deep' | 'json.duplicate_key' | 'json.forbidden_key' | 'json.text'

/**
 * Returns a fault of a body that `JSON.parse` may accept: duplicate keys, of which two readers may use different ones,
 * `__proto__`, text that cannot be stored, or excessive depth. Null: none.
 */
export function jsonFault(text: string): JsonFault | null {
  if (!isJson(text)) return 'json.malformed'
  const open: Set<string>[] = []
  for (const [token, string, colon] of text.matchAll(TOKENS)) {
    if (string !== undefined) {
      const fault = stringFault(JSON.parse(string) as string, colon === undefined ? null : open.at(-1))
      if (fault) return fault
    } else if (token === '{' || token === '[') {
      if (open.push(new Set()) > MAX_DEPTH) return 'json.too_deep'
    } else open.pop()
  }
  return null
}

/** Checks one string. `keys` are those of the object so far, which a new key is added to; null for a value. */
function stringFault(text: string, keys: Set<string> | null | undefined): JsonFault | null {
  if (!isStorable(text)) return 'json.text'
  if (!keys) return null
  if (text === '__proto__') return 'json.forbidden_key'
  if (keys.has(text)) return 'json.duplicate_key'
  keys.add(text)
  return null
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
