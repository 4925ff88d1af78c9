import { createHash } from 'node:crypto'
import { type CalendarDay, dayIn } from '@desk/shared/kernel/calendar-day'
import { MINUTE_MS } from '@desk/shared/kernel/durations'
import { lastInstantOf } from '@desk/shared/kernel/working-calendar'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { toBase64 } from '@desk/shared/evidence/bytes'
import { ANCHORS } from '@desk/shared/evidence/bundle/check-anchors'
import { PEOPLE, SIGNATURES } from '@desk/shared/evidence/bundle/check-people'
import { EXPORTED, PROOFS, RECORDS } from '@desk/shared/evidence/bundle/check-records'
import { FORMAT, MANIFEST } from '@desk/shared/evidence/bundle/read-files'
import { CHECKPOINT, VKEY } from '@desk/shared/evidence/bundle/verify-bundle'
import {
  type BundleHead,
  exportFields,
  manifestText,
  proofText,
  provenAnchorText,
} from '@desk/shared/evidence/bundle/write-bundle'
import { version } from '../../../../../package.json' with { type: 'json' }
import { withTimeoutPerStatement } from '../../../../db/statement-timeout.ts'
import { today } from '../../../../access/grant-conditions.ts'
import { InvalidInputError } from '../../../../kernel/app-error.ts'
import { recordAudit } from '../../../../kernel/audit/record-audit.ts'
import { type FileTexts, streamZip } from '../../../../kernel/xlsx/stream-zip.ts'
import { ROSTER_ACTION } from '../../../audit/log/leaf.ts'
import { readLeaves } from '../../../audit/log/read-leaves.ts'
import { LogDamagedError } from '../../../audit/log/tree-reader.ts'
import { sealThrough, type SignedLog } from '../../../audit/prove.ts'
import type { SealDeps } from '../../../audit/jobs/seal-audit.ts'
import { commitRoster, type CommitSubject, type CommittedRoster } from '../../completeness/commit-roster.ts'
import { compareWithFirst, listRostersOfDay } from '../../completeness/committed-day.ts'
import { rosterTexts } from '../../completeness/roster-lines.ts'
import { PolicyNotFoundError } from '../../document/policy-errors.ts'
import { type ActivePolicy, listPoliciesSince, requirePublishedPolicy } from '../../document/policy-queries.ts'
import { policyAsOf, readerOf } from '../../roster/policy-as-of.ts'
import type { RosterDeps } from '../../roster/roster-queries.ts'
import { peopleTexts, rosterFileName, type SeenSignatures, signatureTexts, textFiles } from './bundle-files.ts'
import { findAuditSeqs } from '../../signing/evidence-queries.ts'
import { listHistorySeqs } from './bundle-queries.ts'
import { bundleReadme } from './bundle-readme.ts'
import { bundleReport } from './bundle-report.ts'
import { reportHead } from './report-head.ts'
import { type BundledRoster, readReportRows } from './report-rows.ts'
import { listEarlierCheckpoints } from './earlier-checkpoints.ts'
import { createSeqSet, type SeqSet } from './seq-set.ts'

export type ExportDeps = SealDeps & RosterDeps

export type EvidenceScope = { policy: PolicyId | 'all'; day?: CalendarDay | undefined }

/** Called while a bundle is made, with the number of its lines that are ready. */
export type OnProgress = (done: number, total: number) => void

/**
 * Exports a bundle (docs/evidence.md) in parts: commits to the roster of each policy, seals it, and proves every signature on
 * the rosters. The log names the records and all files for people, so that none of them can be changed unnoticed. Memory
 * holds the rosters with their names, and the numbers of the records, but not the records.
 * @throws PolicyNotFoundError, InvalidInputError
 */
export async function* exportBundle(
  deps: ExportDeps,
  scope: EvidenceScope,
  by: string,
  onProgress: OnProgress = () => {},
): AsyncGenerator<Uint8Array> {
  const requested = scope.day ?? today(deps)
  const { subjects, notIncluded } = await readSubjects(deps, scope.policy, requested)
  if (notIncluded.length > 0)
    deps.log.warn(
      {},
      `Not in the file, since they were not in force on ${requested}, or the roster of that day is not stored: ${notIncluded.join(', ')}`,
    )
  const day = scope.policy === 'all' ? requested : (subjects[0]?.day ?? requested)
  const head: BundleHead = {
    at: deps.clock.now().toISOString(),
    by,
    scope: { policy: scope.policy, day },
    format: FORMAT,
    software: `WeCom Desk ${version}`,
  }
  yield* streamZip(filesOf(deps, { scope, by, head, subjects, notIncluded, onProgress }), deps.clock.now())
  onProgress(1, 1)
}

type BundleCommand = {
  scope: EvidenceScope
  by: string
  head: BundleHead
  subjects: readonly CommitSubject[]
  /** Policies without a roster in the file, although it covers all policies. */
  notIncluded: readonly string[]
  onProgress: OnProgress
}

/** What a bundle is made of. */
type Bundle = BundleCommand & {
  rosters: readonly BundledRoster[]
  /** The log as it was sealed with the rosters, before the export is recorded. */
  rosterLog: SignedLog
  signed: SeqSet
  all: SeqSet
  count: () => void
}

/** Time limit of a commitment: a roster of a million people is stored in one statement. */
const COMMIT_MS = MINUTE_MS

/** How many earlier rosters of the day are listed per policy: one of its due day or of the end of a month is among the first. */
const EARLIER_ROSTERS = 5

/** Commits to the rosters, and finds the entries that the bundle proves. */
async function commitBundle(deps: ExportDeps, command: BundleCommand): Promise<Bundle> {
  const committed: CommittedRoster[] = []
  for (const subject of command.subjects) {
    const roster = await withTimeoutPerStatement(COMMIT_MS, () =>
      commitRoster(deps, subject, { why: 'export', actor: { userid: command.by } }),
    )
    if (roster) committed.push(roster)
  }
  const rosters: BundledRoster[] = []
  const earlier: string[] = []
  for (const roster of committed) {
    const logged = await listRostersOfDay(deps, roster.policy, { day: roster.day, limit: EARLIER_ROSTERS })
    earlier.push(...idsOf(logged))
    rosters.push({ ...roster, before: compareWithFirst(roster, logged[0]) })
  }
  const rosterIds = [...idsOf(rosters), ...earlier]
  const rosterSeqs = [...(await findAuditSeqs(deps.db, ROSTER_ACTION, rosterIds)).values()]
  const last = Math.max(...rosterSeqs)
  const rosterLog = await sealThrough(deps, last)
  const history: number[] = []
  for (const { policy } of rosters) history.push(...(await listHistorySeqs(deps.db, policy.id, last)))
  const signed = createSeqSet(rosters.flatMap(({ signatureSeqs }) => signatureSeqs))
  const all = createSeqSet([...history, ...signed.seqs, ...rosterSeqs])
  const people = rosters.reduce((sum, roster) => sum + roster.people.size, 0)
  const total = signed.seqs.length + people + 2 * all.seqs.length
  let done = 0
  // Progress is complete only after the last part: people who left or were erased make the number of lines an estimate.
  const count = () => command.onProgress(Math.min((done += 1), total - 1), total)
  return { ...command, rosters, rosterLog, signed, all, count }
}

/** Yields the files. The log entry about them is recorded after all files that it names are written. */
async function* filesOf(deps: ExportDeps, command: BundleCommand): AsyncGenerator<[string, FileTexts]> {
  const hashes: Record<string, string> = {}
  // First, so that the response begins before the rosters are read.
  yield [README, hashing(README, [bundleReadme(command.notIncluded)], hashes)]
  const bundle = await commitBundle(deps, command)
  for await (const [name, texts] of contentFiles(deps, bundle)) yield [name, hashing(name, texts, hashes)]
  const files = { ...hashes }
  const { rosterLog, all, head, count } = bundle
  const anchors = await listEarlierCheckpoints(deps.db, rosterLog)
  const listed = anchors.map(({ at, note, token }) => ({
    at: at.toISOString(),
    checkpoint: note,
    ...(token ? { timestamp: toBase64(token) } : {}),
  }))
  const indexes = new Float64Array(all.seqs.length + 1)
  const sealed: { log?: SignedLog } = {}
  const records = async function* (): AsyncGenerator<string> {
    const hash = createHash('sha256')
    let written = 0
    for await (const { text, index } of readLeaves(deps.db, rosterLog.log.no, all.seqs)) {
      hash.update(`${text}\n`)
      indexes[written++] = index
      count()
      yield `${text}\n`
    }
    if (written !== all.seqs.length)
      throw new LogDamagedError('The evidence log lacks entries: run npm run audit -- verify')
    const content = { records: written, recordsHash: hash.digest('hex'), anchors: listed, files }
    const seq = await recordExport(deps, exportFields(head, content), bundle.scope)
    sealed.log = await sealThrough(deps, seq)
    if (sealed.log.log.no !== rosterLog.log.no) throw new Error('Another log began during the export: export again')
    for await (const { text, index } of readLeaves(deps.db, rosterLog.log.no, [seq])) {
      indexes[written] = index
      yield `${text}\n`
    }
  }
  yield [RECORDS, hashing(RECORDS, records(), hashes)]
  const signed = sealed.log
  if (!signed) throw new Error('The records were not written before their proofs')
  yield [PROOFS, hashing(PROOFS, proofTexts(signed, indexes, count), hashes)]
  const anchorTexts: string[] = []
  // One after the other: a tree forgets tiles while it reads others.
  for (const [index, anchor] of listed.entries())
    anchorTexts.push(provenAnchorText(anchor, await signed.tree.consistency(anchors[index]?.size ?? 0)))
  yield [ANCHORS, hashing(ANCHORS, anchorTexts, hashes)]
  yield [CHECKPOINT, hashing(CHECKPOINT, [signed.note], hashes)]
  yield [VKEY, hashing(VKEY, [`${signed.log.vkey}\n`], hashes)]
  yield [MANIFEST, [manifestText(head, { origin: signed.log.origin, treeSize: signed.size, files: hashes })]]
}

/** Yields the texts of a file, and adds its hash when it is complete. */
async function* hashing(name: string, texts: FileTexts, hashes: Record<string, string>): AsyncGenerator<string> {
  const hash = createHash('sha256')
  for await (const text of texts) {
    hash.update(text)
    yield text
  }
  hashes[name] = hash.digest('hex')
}

async function* proofTexts({ tree }: SignedLog, indexes: Float64Array, count: () => void): AsyncGenerator<string> {
  for (const index of indexes) {
    yield proofText(index, await tree.inclusion(index))
    count()
  }
}

/** Yields the files that the log names: rosters, signatures, names, texts, and what is for people. */
async function* contentFiles(
  deps: ExportDeps,
  { rosters, notIncluded, signed, rosterLog, by, count }: Bundle,
): AsyncGenerator<[string, FileTexts]> {
  const { db } = deps
  const { log } = rosterLog
  for (const roster of rosters) yield [rosterFileName(rosters, roster), rosterTexts(roster)]
  const versionIds = new Set<string>(rosters.map(({ policy }) => policy.versionId))
  const seen: SeenSignatures = { versionIds, people: new Set() }
  yield [SIGNATURES, counting(signatureTexts(db, log.no, { signed, rosters, seen }), count)]
  yield [PEOPLE, counting(peopleTexts(db, { rosters, seen, signed }), count)]
  const { files, documents } = await textFiles(db, seen.versionIds)
  for (const [name, text] of files) yield [name, [text]]
  const reported = await readReportRows(db, rosters, signed)
  yield [
    'report.html',
    [bundleReport({ ...(await reportHead(deps, rosterLog, by)), rosters: reported, notIncluded, documents })],
  ]
}

/** Yields the texts, and counts their lines. */
async function* counting(texts: AsyncIterable<string>, count: () => void): AsyncGenerator<string> {
  for await (const text of texts) {
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) count()
    yield text
  }
}

const idsOf = (rosters: readonly Pick<CommittedRoster, 'id'>[]) => rosters.map(({ id }) => id)

const README = 'README.txt'

/** Returns the policies whose rosters can be committed, and names the others. @throws PolicyNotFoundError, InvalidInputError */
export async function readSubjects(
  deps: RosterDeps,
  id: PolicyId | 'all',
  day: CalendarDay,
): Promise<{ subjects: CommitSubject[]; notIncluded: string[] }> {
  if (day > today(deps)) throw new InvalidInputError('The day is in the future', [{ path: 'day', code: 'too_big' }])
  const since = lastInstantOf(deps.site.timeZone, day)
  const policies = id === 'all' ? await listPoliciesSince(deps.db, since) : [await requirePublishedPolicy(deps.db, id)]
  const subjects: CommitSubject[] = []
  const notIncluded: string[] = []
  for (const policy of policies) {
    const subject = await subjectOf(deps, policy, day)
    if (subject) subjects.push(subject)
    else notIncluded.push(`${policy.titleZh} ${policy.id}`)
  }
  if (subjects.length === 0) throw new PolicyNotFoundError()
  return { subjects, notIncluded }
}

/**
 * Returns a policy as of now, of its retirement, or of the end of a past day; null: it was not in force, or that day is not
 * stored.
 */
async function subjectOf(deps: RosterDeps, policy: ActivePolicy, day: CalendarDay) {
  const { retiredAt } = policy
  const lastDay = retiredAt === null ? today(deps) : dayIn(deps.site.timeZone, retiredAt)
  if (day === today(deps) || day === lastDay) return { policy, reader: readerOf(deps, policy), day: lastDay }
  const past = await policyAsOf(deps, policy, day)
  return past?.day === day ? { policy: past.policy, reader: past.deps, day } : null
}

/** Records the export with the hashes of what it contains. Returns the number of the entry. */
async function recordExport(deps: ExportDeps, fields: ReturnType<typeof exportFields>, scope: EvidenceScope) {
  const { at, type: _type, ...details } = fields
  const id = deps.ids.next('roster')
  await deps.db.transaction((tx) =>
    recordAudit(tx, { at: new Date(at), actor: fields.by, action: EXPORTED, object: id, details }),
  )
  const seq = (await findAuditSeqs(deps.db, EXPORTED, [id])).get(id)
  if (seq === undefined) throw new Error(`The export of ${scope.policy} was not recorded`)
  return seq
}
