import type { Database } from '../../../../db/database.ts'
import type { CommittedRoster } from '../../completeness/commit-roster.ts'
import { rosterTexts } from './bundle-files.ts'
import { listSignaturesByPerson } from './bundle-queries.ts'
import type { ReportedRoster } from './bundle-report.ts'

/** More rows make a page too large for a browser; the other files have them all. */
const MAX_ROWS = 10_000

/** Reads what the page for people shows of each roster. */
export async function readReportRows(db: Database, rosters: readonly CommittedRoster[]): Promise<ReportedRoster[]> {
  let left = MAX_ROWS
  const reported: ReportedRoster[] = []
  for (const roster of rosters) {
    const lines = await firstLines(roster, left)
    const signatures = await listSignaturesByPerson(
      db,
      lines.map(({ person }) => person),
    )
    const ofPolicy = signatures.filter(({ policyId }) => policyId === roster.policy.id)
    const lastOf = new Map(ofPolicy.map((signature) => [signature.person as string, signature]))
    const { policy, day, counts, erased, people } = roster
    const rows = lines.map(({ person, state }) => {
      const { userid, name } = people.get(person) ?? { userid: '', name: '' }
      const hasSigned = state === 'signed' || state === 'signed_earlier'
      return { person, state, userid, name, signature: hasSigned ? lastOf.get(person) : undefined }
    })
    reported.push({ policy, day, counts, erased, rows, omitted: people.size - rows.length })
    left -= rows.length
  }
  return reported
}

type Line = { person: string; state: string }

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
