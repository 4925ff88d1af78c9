import type { UnnamedBody } from '@desk/shared/incidents/incident-schemas'
import { SMALL_COUNT } from '@desk/shared/incidents/incident-states'
import type { Tx } from '../../../db/database.ts'
import { InvalidInputError, KeyReusedError } from '../../../kernel/app-error.ts'
import { sha256 } from '../../../kernel/hash.ts'
import type { IncidentDeps } from '../incident-deps.ts'
import { findByReceipt } from '../model/incident-queries.ts'
import { countPeopleOf, findPath } from '../model/department-size-queries.ts'
import { createIncident } from './create-incident.ts'
import { sanitizePicture } from './sanitize-picture.ts'

/** Returns the hash by which a repeated report is recognised. It does not depend on the readers that the form showed. */
export const hashReport = ({ readers: _readers, ...report }: Partial<UnnamedBody>): string =>
  sha256(JSON.stringify(report))

/** Returns the hash under which a receipt is stored. It needs no salt, since a receipt has 80 random bits. */
export const hashReceipt = (receipt: string): string => sha256(`incidents.receipt:${receipt}`)

/**
 * Stores an unnamed report. Nothing that leads to an account is passed in: no actor, session, address or device. A
 * repeated receipt stores nothing.
 */
export async function reportUnnamed(
  deps: IncidentDeps,
  { token: _token, receipt, departmentId, ...body }: UnnamedBody,
): Promise<{ ok: true }> {
  const receiptHash = hashReceipt(receipt)
  const bodyHash = hashReport({ ...body, departmentId })
  if (await isStored(deps, receiptHash, bodyHash)) return { ok: true }
  // All unnamed reports share one slot of the image worker: a slot per person would identify the person.
  const picture = await sanitizePicture(deps, body.picture, 'unnamed')
  await deps.db.transaction(async (tx) => {
    if (await isStored({ db: tx }, receiptHash, bodyHash)) return
    const departmentPath = body.recipient === 'department' ? await pathOf(tx, departmentId) : []
    const sender = { isUnnamed: true, reporterId: null, idempotencyKey: null, receiptHash } as const
    const created = await createIncident(deps, tx, { sender, body, bodyHash, departmentPath, picture })
    // A concurrent call with this receipt was first: if it sent another report, this one is refused.
    if (created === null) await isStored({ db: tx }, receiptHash, bodyHash)
  })
  return { ok: true }
}

/**
 * Returns whether this report is stored under the receipt.
 *
 * @throws KeyReusedError when another report is
 */
async function isStored({ db }: Pick<IncidentDeps, 'db'>, receiptHash: string, bodyHash: string): Promise<boolean> {
  const earlier = await findByReceipt(db, receiptHash)
  if (earlier && earlier.bodyHash !== bodyHash) throw new KeyReusedError()
  return earlier !== null
}

/** Returns the path of the chosen department. A department of very few people would identify the reporter. */
async function pathOf(tx: Tx, departmentId: number | undefined): Promise<readonly number[]> {
  const invalid = (code: string) =>
    new InvalidInputError('The department is unknown or too small', [{ path: 'departmentId', code }])
  const path = departmentId === undefined ? null : await findPath(tx, departmentId)
  if (departmentId === undefined || path === null) throw invalid('role.unknown_department')
  if ((await countPeopleOf(tx, departmentId, SMALL_COUNT)) < SMALL_COUNT) throw invalid('incident.department_small')
  return path
}
