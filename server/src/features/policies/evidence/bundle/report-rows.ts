import { departmentText } from '@desk/shared/directory/department-text'
import type { CommittedState, DayCommitment } from '@desk/shared/policies/roster'
import { secondsRead } from '@desk/shared/policies/reading-time'
import { today } from '../../../../access/grant-conditions.ts'
import type { Database } from '../../../../db/database.ts'
import { memberNames } from '../../../../directory/member-names.ts'
import { toPeople } from '../../board/list-people.ts'
import type { CommittedRoster } from '../../completeness/commit-roster.ts'
import { rosterTexts } from '../../completeness/roster-lines.ts'
import { listSignersByPerson } from '../../completeness/roster-line-queries.ts'
import { commonDueAt } from '../../roster/counts.ts'
import { listExemptionsAt } from '../../roster/person-queries.ts'
import { findAllOnRoster } from '../../roster/roster-queries.ts'
import { decryptSigner } from '../../signing/encrypted-signer.ts'
import { listSignaturesToReport } from './bundle-queries.ts'
import { findFirstMessages, findOpenQuestions } from './report-queries.ts'
import { populationOf } from '../population.ts'
import type { SeqSet } from './seq-set.ts'

/** More rows make a page too large for a browser; the other files have them all. */
const MAX_ROWS = 10_000
/** Rows per query. */
const BATCH = 1_000

type ReportedPerson = { person: string; state: CommittedState; userid: string; name: string; department: string }

/** A person whose signature counts. */
export type ReportedSigner = ReportedPerson & {
  signedAt: Date
  code: string
  seconds: number
  /** The version that was signed. */
  label: string
  basis: 'full' | 'delta'
}

/** A person whose signature does not count or is not required. Values of people who left the list are null. */
export type ReportedOther = ReportedPerson & {
  /** Messages are kept for a limited time. */
  messageAt: Date | null
  openedAt: Date | null
  dueAt: Date | null
  reminders: number
  /** Class of the reason for which they are not counted. */
  reason: string | null
  exemption: { by: string; at: Date; until: string | null; reason: string } | null
  /** The text of an open question; empty if it was cleared. */
  question: string | null
}

/** A roster of a bundle. `before`: what the log had of its day already. */
export type BundledRoster = CommittedRoster & { before: DayCommitment }

/** A roster with the rows that a page can show, and the number of those that it leaves out. */
export type ReportedRoster = Pick<BundledRoster, 'policy' | 'day' | 'counts' | 'erased' | 'before'> & {
  /** The instant whose state it shows; `isPast`: it was derived from the records. */
  asOf: Date
  isPast: boolean
  /** Where the people come from, and by which rule. */
  population: readonly string[]
  dueAt: Date
  signers: readonly ReportedSigner[]
  others: readonly ReportedOther[]
  omitted: number
}

/** Reads what the page for people shows of each roster. `signed`: the entries of the signatures that the bundle contains. */
export async function readReportRows(
  db: Database,
  rosters: readonly BundledRoster[],
  signed: SeqSet,
): Promise<ReportedRoster[]> {
  let rowsLeft = MAX_ROWS
  const reported: ReportedRoster[] = []
  for (const roster of rosters) {
    const lines = await firstLines(roster, rowsLeft)
    const signers: ReportedSigner[] = []
    const others: ReportedOther[] = []
    for (let from = 0; from < lines.length; from += BATCH) {
      const batch = lines.slice(from, from + BATCH)
      const found = await readSigners(db, roster, { lines: batch, signed })
      signers.push(...found)
      const signerIds = new Set(found.map(({ person }) => person))
      const rest = batch.filter(({ person }) => !signerIds.has(person))
      others.push(...(await readOthers(db, roster, rest)))
    }
    const { policy, reader, day, counts, erased, before, people } = roster
    reported.push({
      ...{ policy, day, counts, erased, before, signers, others },
      asOf: reader.asOf ?? roster.at,
      isPast: reader.asOf !== undefined,
      population: (await populationOf(reader, policy)).map((cells) => cells.join('：')),
      dueAt: commonDueAt(reader, policy),
      omitted: people.size - lines.length,
    })
    rowsLeft -= lines.length
  }
  return reported
}

type Line = { person: string; state: CommittedState; reason: string | null }

const hasSigned = ({ state }: Line) => state === 'signed' || state === 'signed_earlier'

async function readSigners(
  db: Database,
  { policy, people }: CommittedRoster,
  { lines, signed }: { lines: readonly Line[]; signed: SeqSet },
): Promise<ReportedSigner[]> {
  const signedLines = lines.filter(hasSigned)
  const ids = signedLines.map(({ person }) => person)
  const signers = await listSignersByPerson(db, ids)
  const signatures = await listSignaturesToReport(db, policy.id, ids)
  // The last of each person's signatures that the bundle contains.
  const lastOf = new Map(
    signatures.filter(({ seq }) => signed.has(seq)).map((signature) => [signature.person as string, signature]),
  )
  return signedLines.flatMap(({ person, state }) => {
    const signature = lastOf.get(person)
    if (!signature) return []
    const { id, sealed, signedAt, code, readMap, label, basis } = signature
    const department = departmentText(decryptSigner(signers.get(person)?.key ?? null, id, sealed)?.department ?? [])
    const { userid, name } = people.get(person) ?? { userid: '', name: '' }
    const reading = { label: label ?? '', basis, seconds: secondsRead(readMap) }
    return [{ person, state, userid, name, department, signedAt, code, ...reading }]
  })
}

async function readOthers(
  db: Database,
  { policy, reader, people }: CommittedRoster,
  lines: readonly Line[],
): Promise<ReportedOther[]> {
  const signers = await listSignersByPerson(
    db,
    lines.map(({ person }) => person),
  )
  const useridOf = (person: string) => signers.get(person)?.userid.toLowerCase() ?? ''
  const userids = lines.flatMap(({ person }) => signers.get(person)?.userid ?? [])
  const rows = await findAllOnRoster(reader, policy, userids)
  const rowsByUserid = new Map(
    (await toPeople(reader, policy, [...rows.values()])).map((row) => [row.userid.toLowerCase(), row]),
  )
  const inState = (wanted: CommittedState) =>
    lines.flatMap(({ person, state }) => (state === wanted ? useridOf(person) : []))
  const at = reader.clock.now()
  const exemptions = await readExemptions(db, { policy, reader }, inState('exempt'))
  const messages = await findFirstMessages(db, policy.id, { userids, since: policy.requiredSince, until: at })
  const questions = await findOpenQuestions(db, policy.id, { userids: inState('questioned'), at })
  return lines.map(({ person, state, reason }) => {
    const row = rowsByUserid.get(useridOf(person))
    return {
      person,
      state,
      reason,
      ...(people.get(person) ?? { userid: '', name: '' }),
      department: departmentText(row?.department ?? []),
      messageAt: messages.get(useridOf(person)) ?? null,
      openedAt: row?.openedAt ? new Date(row.openedAt) : null,
      dueAt: row && state !== 'exempt' && state !== 'excluded' ? new Date(row.dueAt) : null,
      reminders: row?.reminders ?? 0,
      exemption: state === 'exempt' ? (exemptions.get(useridOf(person)) ?? null) : null,
      question: questions.get(useridOf(person)) ?? null,
    }
  })
}

/** Maps userids in lower case to the exemption that held, with the name of whoever decided. */
async function readExemptions(
  db: Database,
  { policy, reader }: Pick<CommittedRoster, 'policy' | 'reader'>,
  userids: readonly string[],
): Promise<ReadonlyMap<string, NonNullable<ReportedOther['exemption']>>> {
  const found = await listExemptionsAt(db, policy.id, { userids, at: reader.clock.now(), day: today(reader) })
  const names = await memberNames(
    db,
    found.map(({ by }) => by),
  )
  // They are found newest first: reversed, the newest of a person is the last to be set.
  return new Map(
    found
      .toReversed()
      .map(({ userid, by, at, until, reason }) => [userid.toLowerCase(), { by: names(by).name, at, until, reason }]),
  )
}

/** Parses the first lines of a roster. */
async function firstLines(roster: CommittedRoster, limit: number): Promise<Line[]> {
  const lines: Line[] = []
  let rest = ''
  for await (const part of rosterTexts(roster)) {
    const complete = (rest + part).split('\n')
    rest = complete.pop() ?? ''
    for (const line of complete) {
      if (lines.length === limit) return lines
      lines.push(JSON.parse(line) as Line)
    }
  }
  return lines
}
