import type { AuditReport, ChainBreak } from '@desk/shared/audit/audit-schemas'
import { anchorFile } from '../adapters/data-dir-files.ts'
import { systemClock } from '../adapters/system-clock.ts'
import { runCommand, withExistingDatabase } from './cli-support.ts'
import { policyEvidenceCheck } from '../features/policies/evidence/check-evidence.ts'
import { verifyAudit } from '../features/audit/verify-audit.ts'

const USAGE =
  'Usage: npm run audit -- verify\nRecomputes the audit chain and prints its first error. Exit status 1: it is broken.'

/** Reads only: neither migrates nor seals, so that an account without these rights can run it. */
const verify = (): Promise<AuditReport> =>
  withExistingDatabase(({ db }, dataDir) =>
    verifyAudit({ db, clock: systemClock, anchorFile: anchorFile(dataDir), evidence: policyEvidenceCheck({ db }) }),
  )

const breakSentence = (broken: ChainBreak): string => {
  switch (broken.kind) {
    case 'row_changed':
      return `row ${broken.seq} was changed after it was sealed in block ${broken.block}`
    case 'row_missing':
      return `row ${broken.seq}, sealed in block ${broken.block}, is missing`
    case 'row_added':
      return `row ${broken.seq} was added afterwards; block ${broken.block} does not contain it`
    case 'block_changed':
      return `block ${broken.block} was changed`
    case 'block_missing':
      return `block ${broken.block} is missing`
    case 'evidence_changed':
      return `${broken.object}, recorded by row ${broken.seq} in block ${broken.block}, was changed`
    case 'evidence_missing':
      return `${broken.object}, recorded by row ${broken.seq} in block ${broken.block}, is missing`
    case 'evidence_added':
      return `${broken.object} was added afterwards; no row records it`
    case 'anchor_differs':
      return `block ${broken.block} is not the one that was anchored at ${broken.anchoredAt} (kept in the ${broken.keptIn}): the chain was rebuilt from block ${broken.since} on at the earliest`
    case 'anchor_missing':
      return `block ${broken.block}, anchored at ${broken.anchoredAt} (kept in the ${broken.keptIn}), is missing`
  }
}

function print({ broken, blocks, rows, anchor, tail }: AuditReport): void {
  console.log(broken ? `BROKEN: ${breakSentence(broken)}.` : 'The audit chain is intact.')
  console.log(`Checked: ${rows} rows in ${blocks} blocks${broken ? ' before it' : ''}.`)
  console.log(
    anchor
      ? `Protected up to block ${anchor.block}, anchored at ${anchor.at}: ${anchor.hash}`
      : 'No anchor was ever taken.',
  )
  const age = tail.oldestAt === null ? '' : `, the oldest of ${tail.oldestAt}`
  console.log(
    `Not protected yet: ${tail.rows} rows${age}.${tail.isTooOld ? ' That is more than a day: the daily anchor is overdue.' : ''}`,
  )
}

await runCommand({
  usage: USAGE,
  arguments: [/^verify$/],
  async run() {
    const report = await verify()
    print(report)
    return report.isIntact ? 0 : 1
  },
})
