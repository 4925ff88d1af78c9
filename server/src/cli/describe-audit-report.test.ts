import type { AuditReport } from '@desk/shared/audit/audit-schemas'
import { describe, expect, it } from 'vitest'
import { describeAuditReport } from './describe-audit-report.ts'

const at = '2026-03-17T01:00:00.000Z'
const report: AuditReport = {
  isIntact: true,
  checkedAt: at,
  origin: 'desk.example.com/audit',
  rows: 12,
  broken: null,
  anchor: { size: 10, at, root: 'root' },
  tail: { rows: 2, oldestAt: at, isTooOld: false },
}

describe('audit -- verify', () => {
  it('audit -- verify says what outside the database an intact log was compared with', () => {
    const linesOf = (compared: Parameters<typeof describeAuditReport>[1]) =>
      describeAuditReport(report, compared).slice(4)
    expect(linesOf({ isBesideKey: false, kept: 0 })).toEqual([
      'Compared outside the database: nothing.',
      expect.stringMatching(/^No checkpoint of yours was compared: /),
    ])
    expect(linesOf({ isBesideKey: true, kept: 0 })).toHaveLength(2)
    expect(linesOf({ isBesideKey: true, kept: 1 })).toEqual([
      'Compared outside the database: the checkpoint beside the key, the checkpoint that you kept.',
    ])
  })

  it('audit -- verify says of a further log that one was closed before it', () => {
    const further = { ...report, origin: 'desk.example.com/audit/2' }
    const closed = /^This log is not the first: the one before was closed/
    expect(describeAuditReport(further, { isBesideKey: true, kept: 1 }).at(-1)).toMatch(closed)
    expect(describeAuditReport(report, { isBesideKey: true, kept: 1 }).join('\n')).not.toMatch(closed)
  })

  it('audit -- verify names a break first, and does not say what it would have been compared with', () => {
    const broken = { ...report, isIntact: false, broken: { kind: 'row_changed', seq: 7 } as const }
    expect(describeAuditReport(broken, { isBesideKey: true, kept: 0 })).toEqual([
      'BROKEN: row 7 was changed after it was logged.',
      'Checked: 12 entries of desk.example.com/audit before it.',
      expect.stringContaining(`put into the message to the auditors at ${at}: root`),
      `Not protected yet: 2 rows, the oldest of ${at}.`,
    ])
  })
})
