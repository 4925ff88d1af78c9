import type { MemberActor } from '@desk/shared/identity/actor'
import type { IncidentBody } from '@desk/shared/incidents/incident-schemas'
import type { GroupId, IncidentId } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { InvalidInputError, KeyReusedError } from '../../../kernel/app-error.ts'
import { factsFor } from '../../groups/model/group-facts-queries.ts'
import { findGroupRow } from '../../groups/model/group-queries.ts'
import { requirePerson, requirePersonWithPath } from '../../requests/approvers/people-queries.ts'
import type { IncidentDeps } from '../incident-deps.ts'
import { findByKey } from '../model/incident-queries.ts'
import { createIncident } from './create-incident.ts'
import { hashReport } from './report-unnamed.ts'
import { sanitizePicture } from './sanitize-picture.ts'

/** Stores a named report. Only its handler ever reads the name. A repeated key of the same person stores nothing. */
export async function reportIncident(
  deps: IncidentDeps,
  actor: MemberActor,
  { idempotencyKey, ...body }: IncidentBody & { idempotencyKey: string },
): Promise<{ id: IncidentId }> {
  const bodyHash = hashReport(body)
  const picture = await sanitizePicture(deps, body.picture, actor.userid)
  const id = await deps.db.transaction(async (tx) => {
    // Two reports of one person are serialized, so that the second finds the first.
    const { userid: reporterId } = await requirePerson(tx, actor.userid, { lock: true })
    const earlier = await findByKey(tx, reporterId, idempotencyKey)
    if (earlier && earlier.bodyHash !== bodyHash) throw new KeyReusedError()
    if (earlier) return earlier.id
    await requireOwnGroup(tx, actor, body.groupId)
    const { path: departmentPath } = await requirePersonWithPath(tx, reporterId)
    const sender = { isUnnamed: false, reporterId, idempotencyKey, receiptHash: null } as const
    const created = await createIncident(deps, tx, { sender, body, bodyHash, departmentPath, picture })
    if (created === null) throw new Error('A report with this key was stored while its reporter was locked')
    return created
  })
  return { id }
}

/** Throws InvalidInputError unless the reporter is a member of the group: for others the group does not exist. */
async function requireOwnGroup(tx: Tx, actor: MemberActor, groupId: GroupId | undefined): Promise<void> {
  if (groupId === undefined) return
  const group = await findGroupRow(tx, groupId)
  if (!group || !(await factsFor(tx, actor, group)).isMember)
    throw new InvalidInputError('No such group', [{ path: 'groupId', code: 'incident.group' }])
}
