import { canonicalJson } from '../../audit/canonical-json.ts'
import { type LoggedRecord, RECORDS } from './check-records.ts'
import { DAY_IS_OVER_MS, type Roster } from './check-rosters.ts'
import { BundleError } from './faults.ts'
import { isObject } from './read-files.ts'

/** Returns what a document is known by: its policy, its version, its language and its hash. */
export const documentKey = (...parts: readonly [unknown, unknown, unknown, unknown]): string => canonicalJson(parts)

/** Returns the keys of the documents with which versions came into force, as the records say. */
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

/** Userid of a former member that WeCom assigned to another person; the end of what is before `@former-` can be cut off. */
const FORMER = /^(.+)@former-[0-9a-f]{12}$/s

/**
 * Checks that every exempt person has a decision on their exemption: otherwise everyone who did not sign could be shown
 * as exempt. For people whose names were erased, only the number of exemptions is checked.
 */
export function checkExemptions(
  rosters: readonly Roster[],
  { records, names }: { records: readonly LoggedRecord[]; names: ReadonlyMap<string, { userid: string | null }> },
): void {
  for (const { policyId, day, index: rosterIndex, people } of rosters) {
    const end = Date.parse(`${day}T00:00:00.000Z`) + DAY_IS_OVER_MS
    const userids: string[] = []
    for (const { value, index, at } of records) {
      if (value['type'] !== 'policy.exempted' || value['object'] !== policyId) continue
      const userid = isObject(value['details']) ? value['details']['userid'] : null
      if (typeof userid === 'string' && index < rosterIndex && at < end) userids.push(userid.toLowerCase())
    }
    const exempted = new Set(userids)
    const isExempted = (userid: string) => {
      const own = userid.toLowerCase()
      const [, begin] = FORMER.exec(own) ?? []
      return (
        exempted.has(own) || (begin !== undefined && userids.some((exemptedUserid) => exemptedUserid.startsWith(begin)))
      )
    }
    const exempt = [...people].filter(([, { state }]) => state === 'exempt')
    for (const [person] of exempt) {
      const userid = names.get(person)?.userid ?? null
      if (userid !== null && !isExempted(userid)) throw new BundleError('exemption_missing', RECORDS, { about: person })
    }
    if (exempt.length > userids.length)
      throw new BundleError('exemption_missing', RECORDS, {
        about: `${String(exempt.length)} > ${String(userids.length)}`,
      })
  }
}
