import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { toBase64 } from '@desk/shared/evidence/bytes'
import { EXPORTED } from '@desk/shared/evidence/bundle/check-records'
import { type BundleHead, exportFields, writeBundle } from '@desk/shared/evidence/bundle/write-bundle'
import { parseCheckpoint } from '@desk/shared/evidence/checkpoint'
import { zipSync } from 'fflate'
import { today } from '../../../../access/grant-conditions.ts'
import { InvalidInputError } from '../../../../kernel/app-error.ts'
import { recordAudit } from '../../../../kernel/audit/record-audit.ts'
import { textOfNote } from '../../../audit/log/log-head.ts'
import { listAnchors } from '../../../audit/log/checkpoint-queries.ts'
import { ROSTER_ACTION } from '../../../audit/log/leaf.ts'
import { proveEntries, sealThrough, type SignedLog } from '../../../audit/prove.ts'
import type { SealDeps } from '../../../audit/jobs/seal-audit.ts'
import { commitRoster, type CommittedRoster } from '../../completeness/commit-roster.ts'
import { PolicyNotFoundError } from '../../document/policy-errors.ts'
import { type ActivePolicy, listActivePolicies, requirePublishedPolicy } from '../../document/policy-queries.ts'
import { policyAsOf } from '../../roster/policy-as-of.ts'
import type { RosterDeps } from '../../roster/roster-queries.ts'
import { peopleFile, rosterFiles, signaturesFile, textFiles } from './bundle-files.ts'
import { listHistorySeqs, listSeqsOf, listSignatureRows } from './bundle-queries.ts'
import { bundleReadme, bundleReport } from './bundle-report.ts'

export type ExportDeps = SealDeps & RosterDeps

export type EvidenceScope = { policy: PolicyId | 'all'; day?: CalendarDay | undefined }

/**
 * Exports a bundle (docs/evidence.md): commits to the roster of each policy, seals it, and proves every signature that the
 * rosters know. The log names the records and all files for people, so that none of them can be changed unnoticed.
 * @throws PolicyNotFoundError, InvalidInputError
 */
export async function exportBundle(deps: ExportDeps, scope: EvidenceScope, by: string): Promise<Uint8Array> {
  const day = scope.day ?? today(deps)
  const rosters = await commitRosters(deps, scope.policy, day, by)
  const rosterSeqs = await listSeqsOf(deps.db, ROSTER_ACTION, ids(rosters))
  const before = await sealThrough(deps, Math.max(...rosterSeqs.values()))
  const { seqs, files } = await collect(deps, before, { rosters, rosterSeqs, by })
  const records = await proveEntries(deps.db, before, seqs)
  const anchors = (await listAnchors(deps.db, before.log.no)).filter(({ size }) => size <= before.size)
  const listed = anchors.map(({ at, note, token }) => ({
    at: at.toISOString(),
    checkpoint: note,
    ...(token ? { timestamp: toBase64(token) } : {}),
  }))
  const head: BundleHead = { at: deps.clock.now().toISOString(), by, scope: { policy: scope.policy, day } }
  const fields = exportFields(head, { records: records.map(({ text }) => text), files, anchors: listed })
  const seq = await recordExport(deps, fields, scope)
  const signed = await sealThrough(deps, seq)
  if (signed.log.no !== before.log.no) throw new Error('Another log began during the export: export again')
  const checkpoint = parseCheckpoint(textOfNote(signed.note))
  const bundle = writeBundle({
    ...{ head, files, origin: signed.log.origin, vkey: signed.log.vkey, checkpoint: signed.note },
    treeSize: checkpoint?.size ?? 0,
    records: await proveEntries(deps.db, signed, [...seqs, seq]),
    anchors: await Promise.all(
      listed.map(async (one, at) => ({ ...one, consistency: await signed.tree.consistency(anchors[at]?.size ?? 0) })),
    ),
  })
  return zipSync(Object.fromEntries(bundle), { mtime: deps.clock.now() })
}

const ids = (rosters: readonly CommittedRoster[]) => rosters.map(({ id }) => id)

async function commitRosters(
  deps: ExportDeps,
  id: PolicyId | 'all',
  day: CalendarDay,
  actor: string,
): Promise<CommittedRoster[]> {
  if (day > today(deps)) throw new InvalidInputError('A day to come', [{ path: 'day', code: 'too_big' }])
  const policies = id === 'all' ? await listActivePolicies(deps.db) : [await requirePublishedPolicy(deps.db, id)]
  const rosters: CommittedRoster[] = []
  for (const policy of policies) {
    const subject = await subjectOf(deps, policy, day)
    const roster = subject && (await commitRoster(deps, subject, { why: 'export', actor }))
    if (roster) rosters.push(roster)
  }
  if (rosters.length === 0) throw new PolicyNotFoundError()
  return rosters
}

/** Returns a policy as of now, or of the end of a past day; null: it was not in force, or that day is not stored. */
async function subjectOf(deps: ExportDeps, policy: ActivePolicy, day: CalendarDay) {
  if (day === today(deps)) return { policy, reader: deps, day }
  const past = await policyAsOf(deps, policy, day)
  return past?.day === day ? { policy: past.policy, reader: past.deps, day } : null
}

type Committed = { rosters: readonly CommittedRoster[]; rosterSeqs: ReadonlyMap<string, number>; by: string }

/** Collects the entries that the bundle proves, and its files for people. */
async function collect(deps: ExportDeps, { log }: SignedLog, { rosters, rosterSeqs, by }: Committed) {
  const { db, clock, site } = deps
  const signatureIds = rosters.flatMap(({ signatures }) => signatures.map(({ id }) => id as string))
  const signatureSeqs = await listSeqsOf(db, 'policy.signed', signatureIds)
  const seqOf = (id: string) => signatureSeqs.get(id) ?? 0
  const rows = (await listSignatureRows(db, signatureIds)).toSorted((one, other) => seqOf(one.id) - seqOf(other.id))
  const history: number[] = []
  for (const { policy } of rosters) history.push(...(await listHistorySeqs(db, policy.id, clock.now())))
  const versionIds = [...rosters.map(({ policy }) => policy.versionId), ...rows.map(({ versionId }) => versionId)]
  const { files: texts, documents } = await textFiles(db, versionIds)
  const report = {
    ...{ origin: log.origin, vkey: log.vkey, madeAt: clock.now(), by, timeZone: site.timeZone },
    ...{ rosters, signatures: rows, documents },
  }
  const files = new Map([
    ...rosterFiles(rosters),
    await peopleFile(db, rosters, rows),
    signaturesFile(rows),
    ...texts,
    ['report.html', bundleReport(report)],
    ['README.txt', bundleReadme(log.origin, log.vkey)],
  ] as [string, string][])
  return { seqs: [...history, ...signatureSeqs.values(), ...rosterSeqs.values()], files }
}

/** Records the export with the hashes of what it contains. Returns the number of the entry. */
async function recordExport(deps: ExportDeps, fields: ReturnType<typeof exportFields>, scope: EvidenceScope) {
  const { at, type: _type, ...details } = fields
  const id = deps.ids.next('roster')
  await deps.db.transaction((tx) =>
    recordAudit(tx, { at: new Date(at), actor: fields.by, action: EXPORTED, object: id, details }),
  )
  const seqs = await listSeqsOf(deps.db, EXPORTED, [id])
  const seq = seqs.get(id)
  if (seq === undefined) throw new Error(`The export of ${scope.policy} was not recorded`)
  return seq
}
