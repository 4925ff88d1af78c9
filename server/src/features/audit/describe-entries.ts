import type { AuditEntryView } from '@desk/shared/audit/audit-schemas'
import { useridsIn } from '@desk/shared/audit-entries/entry-text'
import { mayBeAccount } from '@desk/shared/audit-entries/object-names'
import { kindOfId } from '@desk/shared/kernel/kind-of-id'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { departmentNames } from '../../directory/department-names.ts'
import { memberNames } from '../../directory/member-names.ts'
import type { Database } from '../../db/database.ts'
import type { EntryRow } from './chain/chain-queries.ts'
import { listUseridsOfSigners } from './entry-queries.ts'
import { listObjectNames, type ObjectName } from './object-queries.ts'

const textOrNull = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** Returns the person whom an entry is about: the one that its details name, else its object if that may be an account. */
const personOf = ({ details, object }: EntryRow): string | null =>
  textOrNull(details['userid']) ?? textOrNull(details['subject']) ?? (mayBeAccount(object) ? object : null)

/** Returns the id of the backend key or link that acted; else the actor itself. */
const actorId = (actor: string): string => actor.replace(/^(?:key|link):/, '')

/** Describes entries for readers: who acted, and whom or what the entry is about, by name and with a page where there is one. */
export async function describeEntries(
  db: Database,
  rows: readonly EntryRow[],
): Promise<{ items: AuditEntryView[]; names: Record<string, string> }> {
  // A signer is named as long as their key exists.
  const signers = await listUseridsOfSigners(
    db,
    rows.flatMap(({ actor, object }) => [actor, object]),
  )
  const subjectIdOf = (row: EntryRow) => signers.get(row.object) ?? personOf(row)
  const mentioned = rows.flatMap(({ details }) => useridsIn(details))
  const people = await memberNames(db, [
    ...rows.map(({ actor }) => signers.get(actor) ?? actor),
    ...rows.flatMap((row) => subjectIdOf(row) ?? []),
    ...mentioned,
  ])
  const departments = await departmentNames(
    db,
    rows.flatMap(({ details }) => (typeof details['departmentId'] === 'number' ? [details['departmentId']] : [])),
  )
  const objects = await listObjectNames(
    db,
    rows.flatMap(({ actor, object }) => [actorId(actor), object]).filter((id) => kindOfId(id) !== null),
  )
  const actorOf = ({ actor }: EntryRow) => {
    const keyOrLink = objects.get(actorId(actor))
    return keyOrLink ? { userid: actor, name: keyOrLink.name } : people(signers.get(actor) ?? actor)
  }
  const subjectOf = (row: EntryRow): AuditEntryView['subject'] => {
    const userid = subjectIdOf(row)
    const member = userid === null ? null : people(userid)
    const person = member === null || member.name === member.userid ? null : member
    const file = row.action === 'file.registered' ? textOrNull(row.details['file']) : null
    const thing = file === null ? (objects.get(row.object) ?? null) : { id: row.object, name: file, detail: null }
    const id = row.details['departmentId']
    const department = typeof id === 'number' ? (departments.get(id) ?? null) : null
    if (!person && !thing && department === null) return null
    const path = person ? pagePaths.signingRecord(person.userid) : thing && pathOf(thing)
    return { person: person?.name ?? null, thing: thing && titleOf(thing), department, path }
  }
  const named = mentioned.map(people).filter(({ userid, name }) => name !== userid)
  return {
    items: rows.map((row) => ({ ...row, at: row.at.toISOString(), actor: actorOf(row), subject: subjectOf(row) })),
    names: Object.fromEntries(named.map(({ userid, name }) => [userid.toLowerCase(), name])),
  }
}

function titleOf({ id, name, detail }: ObjectName): string {
  switch (kindOfId(id)) {
    case 'policy':
      return `《${name}》`
    case 'signature':
      return `${name} · ${String(detail)}`
    default:
      return name
  }
}

/** Returns the page that shows an object; null: it has no separate page. */
function pathOf({ id, detail }: ObjectName): string | null {
  switch (kindOfId(id)) {
    case 'policy':
      return pagePaths.policyBoard(id)
    case 'group':
      return pagePaths.group(id)
    case 'request':
      return detail === 'lost_device' ? pagePaths.lostCase(id) : pagePaths.request(id)
    case 'signature':
      return pagePaths.receipt(String(detail))
    default:
      return null
  }
}
