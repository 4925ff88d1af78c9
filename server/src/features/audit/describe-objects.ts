import type { AuditEntryView } from '@desk/shared/audit/audit-schemas'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { departmentNames } from '../../directory/department-names.ts'
import { memberNames } from '../../directory/member-names.ts'
import type { Database } from '../../db/database.ts'
import { listGroupNames, listPolicyTitles, listReceipts, listRequests } from './object-queries.ts'
import type { EntryRow } from './chain/chain-queries.ts'

type Subject = NonNullable<AuditEntryView['subject']>

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const withPrefix = (rows: readonly EntryRow[], prefix: string) =>
  rows.flatMap(({ object }) => (object.startsWith(prefix) ? [object] : []))

/** Returns whom or what each entry is about, with a link to its page: a person, else the object. */
export async function describeObjects(
  db: Database,
  rows: readonly EntryRow[],
): Promise<(row: EntryRow) => Subject | null> {
  const userids = rows.flatMap(({ details, object }) => [text(details['userid']) ?? object])
  const people = await memberNames(db, userids)
  const departmentIds = rows.flatMap(({ details }) =>
    typeof details['departmentId'] === 'number' ? [details['departmentId']] : [],
  )
  const departments = await departmentNames(db, departmentIds)
  const policies = await listPolicyTitles(db, withPrefix(rows, 'pol_'))
  const groups = await listGroupNames(db, withPrefix(rows, 'grp_'))
  const requests = await listRequests(db, withPrefix(rows, 'req_'))
  const receipts = await listReceipts(db, withPrefix(rows, 'sig_'))
  const objectOf = (object: string): Omit<Subject, 'department' | 'of'> | null => {
    const title = policies.get(object)
    if (title !== undefined) return { name: `《${title}》`, path: pagePaths.policyBoard(object) }
    const group = groups.get(object)
    if (group !== undefined) return { name: group, path: pagePaths.group(object) }
    const request = requests.get(object)
    if (request) {
      const path = request.kind === 'lost_device' ? pagePaths.lostCase(object) : pagePaths.request(object)
      return { name: request.no, path, kind: request.kind }
    }
    const receipt = receipts.get(object)
    if (receipt === undefined) return null
    const { code, title: signedTitle, label } = receipt
    return { name: `《${signedTitle}》${label ?? ''} · ${code}`, path: pagePaths.receipt(code) }
  }
  return ({ object, details }) => {
    const person = people(text(details['userid']) ?? object)
    const isPerson = person.name !== person.userid
    const thing = objectOf(object)
    const id = details['departmentId']
    const department = typeof id === 'number' ? (departments.get(id) ?? null) : null
    if (isPerson)
      return { name: person.name, path: pagePaths.signingRecord(person.userid), department, of: thing?.name ?? null }
    return thing && { ...thing, department, of: null }
  }
}
