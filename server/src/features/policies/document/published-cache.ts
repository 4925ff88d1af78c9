import type { PolicyVersionId } from '@desk/shared/kernel/ids'

/** More than the versions in force of twenty policies, in two languages. */
const MAX_VALUES = 100

/**
 * Keeps what is derived from the content of published versions. The content never changes, so nothing has to be
 * invalidated, here or in another process.
 */
export function publishedCache<Value>() {
  let values = new Map<string, Value>()
  return {
    /** Values that a statement need not return. They stay in this map when the cache drops them. */
    known: (): ReadonlyMap<string, Value> => values,
    keep(key: string | null, value: Value): void {
      if (key === null) return
      if (values.size >= MAX_VALUES) values = new Map()
      values.set(key, value)
    },
  }
}

/** Returns the key of a version, with the hash of the approved content; null for one without a hash, which is not cached. */
export const publishedKey = (version: { versionId: PolicyVersionId; textHash: string | null }): string | null =>
  version.textHash === null ? null : version.versionId + version.textHash
