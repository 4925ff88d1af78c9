import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { actorName, type OwnActor, type SystemActor } from '@desk/shared/identity/actor'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { PolicyVersionId } from '@desk/shared/kernel/ids'
import { toBase64, utf8 } from '@desk/shared/evidence/bytes'
import { leafHash } from '@desk/shared/evidence/merkle'
import type { Tx } from '../../../db/database.ts'
import type { Deps, Stoppable } from '../../../kernel/deps.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { ROSTER_ACTION } from '../../audit/log/leaf.ts'
import { createRunningTree } from '../../audit/log/running-tree.ts'
import type { ActivePolicy } from '../document/policy-queries.ts'
import { countErased } from '../roster/filter-queries.ts'
import { afterUserid, listRoster, type RosterDeps } from '../roster/roster-queries.ts'
import { ensureSigners } from '../signing/signature-queries.ts'
import { committedPeople, noCounts } from './roster-lines.ts'
import { nameText, type RosterNames, rosterNames } from './roster-names.ts'
import {
  type CommitmentReason,
  insertCommitment,
  isCommitted,
  listSeqsOfSignatures,
  listSignaturesOf,
  listSignedSeqs,
  listSigners,
  tryRosterLock,
} from './roster-line-queries.ts'

export type CommitDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site'> & Stoppable

/** The subject of a roster: a policy as of now or of the end of a day, with the dependencies to read it. */
export type CommitSubject = { policy: ActivePolicy; reader: RosterDeps; day: CalendarDay }

export type CommittedRoster = {
  id: string
  policy: ActivePolicy
  /** Dependencies that read the roster as it was committed. */
  reader: RosterDeps
  day: CalendarDay
  /** Userid and name by pseudonym, in the order of the lines. */
  people: RosterNames
  /** The lines, compressed by gzip. */
  lines: Uint8Array
  counts: Readonly<Record<string, number>>
  /** When it was committed. */
  at: Date
  /** People whom the roster leaves out because their identity as signers was erased since its day. */
  erased: number
  /** Numbers of the audit entries of the signatures on the roster: of this version (only for an export), and of earlier ones that count. */
  signatureSeqs: readonly number[]
}

/** With `once`, nothing is committed and null returned if a roster was committed for the same reason, or is being committed. */
type CommitOptions = {
  why: CommitmentReason
  /** A job, or the member whose authorised export commits the roster. */
  actor: SystemActor | OwnActor
  once?: { versionId: PolicyVersionId; day?: CalendarDay }
}

/** People per query, and lines per compressed part: few, since all requests wait while they are hashed. */
const BATCH = 250
/**
 * Pause after a batch, as a multiple of the time that it took: a roster takes a third of a processor, and others have the
 * rest.
 */
const PAUSE = 2
/** How often a roster is read at most: people may join while pseudonyms are made. */
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
    // In a separate transaction: a pseudonym that another one just made is not visible in a snapshot.
    await deps.db.transaction((tx) => ensureSigners(tx, deps, written.missing))
  }
  throw new Error('The roster changed faster than it could be committed')
}

async function commitOnce(
  deps: CommitDeps,
  tx: Tx,
  subject: CommitSubject,
  { why, actor, once }: CommitOptions,
): Promise<CommittedRoster | { missing: string[] } | null> {
  const { policy, reader, day } = subject
  if (once && (!(await tryRosterLock(tx)) || (await isCommitted(tx, { ...once, why })))) return null
  const read = await readRoster(tx, subject, deps)
  if (read.missing.length > 0) return { missing: read.missing }
  const { counts, earlierSeqs } = read
  const { people, lines, root } = await sealLines(read, deps)
  const at = deps.clock.now()
  const id = deps.ids.next('roster')
  const size = people.size
  await insertCommitment(tx, {
    id,
    policyId: policy.id,
    versionId: policy.versionId,
    day,
    why,
    root,
    counts,
    at,
    lines,
  })
  const details = { policy: policy.id, version: policy.versionId, day, size, root, counts, why }
  const by = 'userid' in actor ? actor.userid : actorName(actor)
  await recordAudit(tx, { at, actor: by, action: ROSTER_ACTION, object: id, details })
  const ofVersion = why === 'export' ? await listSignedSeqs(tx, policy.versionId, reader.asOf) : []
  const erased = await countErased({ ...reader, db: tx }, policy, [])
  return { id, policy, reader, day, people, lines, counts, at, erased, signatureSeqs: [...ofVersion, ...earlierSeqs] }
}

/** The content of a roster as it was read. `texts`: the line, userid and name of each pseudonym. */
type ReadRoster = {
  texts: Map<string, { line: string; who: string }>
  counts: ReturnType<typeof noCounts>
  earlierSeqs: number[]
  missing: string[]
}

/** Lets other work run after a batch that began at `beganAt`, in milliseconds. */
const giveWay = (beganAt: number) => delay((performance.now() - beganAt) * PAUSE)

/** Reads everyone in batches, and keeps of each no more than their line and name. */
async function readRoster(tx: Tx, { policy, reader }: CommitSubject, { signal }: Stoppable): Promise<ReadRoster> {
  const read: ReadRoster = { texts: new Map(), counts: noCounts(), earlierSeqs: [], missing: [] }
  for (let after = ''; ;) {
    signal?.throwIfAborted()
    const beganAt = performance.now()
    const rows = await listRoster({ ...reader, db: tx }, policy, { only: afterUserid(after), limit: BATCH })
    const last = rows.at(-1)
    if (!last) return read
    after = last.userid
    const signers = await listSigners(
      tx,
      rows.map(({ userid }) => userid),
    )
    const pseudonyms = [...signers.values()].map(({ person }) => person)
    const signatures = await listSignaturesOf(tx, policy.id, { people: pseudonyms, until: reader.asOf })
    const { people, missing } = committedPeople(rows, { policy, signers, signatures })
    read.missing.push(...missing)
    const earlier: string[] = []
    for (const { person, state, line, userid, name, signatureId } of people) {
      read.texts.set(person, { line, who: nameText({ userid, name }) })
      read.counts[state] += 1
      if (state === 'signed_earlier' && signatureId !== null) earlier.push(signatureId)
    }
    read.earlierSeqs.push(...(await listSeqsOfSignatures(tx, earlier)))
    if (rows.length === BATCH) await giveWay(beganAt)
  }
}

/** Sorts the lines by pseudonym, and returns their root and their compressed text. */
async function sealLines(
  { texts }: ReadRoster,
  { signal }: Stoppable,
): Promise<{ people: RosterNames; lines: Uint8Array; root: string }> {
  const names = new Map<string, string>()
  const tree = createRunningTree()
  const parts: Uint8Array[] = []
  let text = ''
  let beganAt = performance.now()
  for (const person of [...texts.keys()].sort()) {
    const { line, who } = texts.get(person) ?? { line: '', who: '' }
    names.set(person, who)
    tree.add(leafHash(utf8(line)))
    text += `${line}\n`
    if (names.size % BATCH > 0) continue
    signal?.throwIfAborted()
    parts.push(gzipSync(text))
    text = ''
    await giveWay(beganAt)
    beganAt = performance.now()
  }
  // Parts that were compressed one by one are one file together (RFC 1952, 2.2).
  return { people: rosterNames(names), lines: Buffer.concat([...parts, gzipSync(text)]), root: toBase64(tree.root()) }
}
