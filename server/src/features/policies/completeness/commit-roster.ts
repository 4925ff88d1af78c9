import { gzipSync } from 'node:zlib'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { PolicyVersionId } from '@desk/shared/kernel/ids'
import { toBase64, utf8 } from '@desk/shared/evidence/bytes'
import { leafHash, rootOf } from '@desk/shared/evidence/merkle'
import type { Tx } from '../../../db/database.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { ROSTER_ACTION } from '../../audit/log/leaf.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { listRoster, type RosterDeps } from '../roster/roster-queries.ts'
import { ensureSigners } from '../signing/signature-queries.ts'
import { type CommittedPerson, committedPeople, countsOf } from './roster-lines.ts'
import {
  type CommitmentReason,
  insertCommitment,
  isCommitted,
  listSignaturesUntil,
  listSigners,
  type SignatureOfPolicy,
  tryRosterLock,
} from './roster-line-queries.ts'

export type CommitDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>

/** What a roster is committed of: a policy as of now, or of the end of a day, with what reads it. */
export type CommitSubject = { policy: ActivePolicy; reader: RosterDeps; day: CalendarDay }

export type CommittedRoster = {
  id: string
  policy: ActivePolicy
  day: CalendarDay
  people: readonly CommittedPerson[]
  counts: Readonly<Record<string, number>>
  /** Signatures of this version, and those of earlier ones that count, that the roster knows. */
  signatures: readonly SignatureOfPolicy[]
}

/** `once`: null is returned where it was committed before, for the same reason. */
type CommitOptions = { why: CommitmentReason; actor: string; once?: { versionId: PolicyVersionId; day?: CalendarDay } }

/** More people than any roster has. */
const EVERYONE = 1_000_000
/** People may join while their pseudonyms are made. */
const TRIES = 5

/**
 * Commits to everyone whom a version binds: stores a line for each, by pseudonym, and records the root in the audit. The
 * signatures are of the same moment, so that nobody is shown as unsigned whose signature the log contains before the roster.
 */
export async function commitRoster(
  deps: CommitDeps,
  subject: CommitSubject,
  options: CommitOptions,
): Promise<CommittedRoster | null> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const written = await deps.db.transaction((tx) => commitOnce(deps, tx, subject, options), {
      isolationLevel: 'repeatable read',
    })
    if (written === null || 'id' in written) return written
    // In a transaction of its own: a pseudonym that another one just made is not visible in a snapshot.
    await deps.db.transaction((tx) => ensureSigners(tx, deps, written.missing))
  }
  throw new Error('The roster changed faster than it could be committed')
}

async function commitOnce(
  deps: CommitDeps,
  tx: Tx,
  { policy, reader, day }: CommitSubject,
  { why, actor, once }: CommitOptions,
): Promise<CommittedRoster | { missing: string[] } | null> {
  if (once && (!(await tryRosterLock(tx)) || (await isCommitted(tx, { ...once, why })))) return null
  const rows = await listRoster({ ...reader, db: tx }, policy, { limit: EVERYONE })
  const signers = await listSigners(
    tx,
    rows.map(({ userid }) => userid),
  )
  const signatures = await listSignaturesUntil(tx, policy.id, reader.clock.now())
  const { people, missing } = committedPeople(rows, { policy, signers, signatures })
  if (missing.length > 0) return { missing }
  const lines = people.map(({ line }) => line)
  const root = toBase64(rootOf(lines.map((line) => leafHash(utf8(line)))))
  const counts = countsOf(people)
  const at = deps.clock.now()
  const id = deps.ids.next('roster')
  await insertCommitment(tx, {
    ...{ id, policyId: policy.id, versionId: policy.versionId, day, why, root, counts, at },
    lines: gzipSync(lines.map((line) => `${line}\n`).join('')),
  })
  const details = { policy: policy.id, version: policy.versionId, day, size: lines.length, root, counts, why }
  await recordAudit(tx, { at, actor, action: ROSTER_ACTION, object: id, details })
  const counted = new Set(rows.map(({ signedCode }) => signedCode))
  return {
    ...{ id, policy, day, people, counts },
    signatures: signatures.filter(({ versionId, code }) => versionId === policy.versionId || counted.has(code)),
  }
}
