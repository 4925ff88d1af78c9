import { canonicalJson } from '../../audit/canonical-json.ts'
import type { LoggedRecord } from './check-records.ts'
import { isObject } from './read-files.ts'

/** Returns what a document is known by: its policy, its version, its language and its hash. */
export const documentKey = (...parts: readonly [unknown, unknown, unknown, unknown]): string => canonicalJson(parts)

/** Returns the documents with which versions came into force, by the records of that. */
export function documentsInForce(records: readonly LoggedRecord[]): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const { value } of records) {
    if (value['type'] !== 'policy.in_force' || !isObject(value['details'])) continue
    const { version, docHashes } = value['details']
    for (const [language, hash] of Object.entries(isObject(docHashes) ? docHashes : {}))
      keys.add(documentKey(value['object'], version, language, hash))
  }
  return keys
}
