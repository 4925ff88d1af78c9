import { type IdKind, prefixes } from './ids.ts'

/** Returns the kind of an id; null for any other text. */
export function kindOfId(id: string): IdKind | null {
  const [, prefix] = /^([a-z]{3})_[0-9a-z]+$/.exec(id) ?? []
  const [kind] = Object.entries(prefixes).find(([, value]) => value === prefix) ?? []
  return (kind as IdKind | undefined) ?? null
}
