import { isStorable } from '@desk/shared/kernel/plain-text'

/** Deeper than anything we read, by far. */
const MAX_DEPTH = 32

/** Strings, each with the colon that makes it a key, and the brackets. Linear on JSON that parses: all strings end. */
const TOKENS = /("(?:[^"\\]|\\.)*")\s*(:)?|[{}[\]]/g

export type JsonFault = 'json.malformed' | 'json.too_deep' | 'json.duplicate_key' | 'json.forbidden_key' | 'json.text'

/**
 * What is wrong with a body that `JSON.parse` may well take: keys given twice, of which two readers may believe
 * different ones, a prototype in disguise, text that cannot be stored, and depth for its own sake. Null: nothing.
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

/** `keys` are those of the object so far, which a new key joins; null for a value. */
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
