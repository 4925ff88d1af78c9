import type { AuditReport } from '@desk/shared/audit/audit-schemas'
import { describe, expect, it } from 'vitest'
import { describeAuditReport } from './describe-audit-report.ts'

const at = '2026-03-17T01:00:00.000Z'
type Compared = Parameters<typeof describeAuditReport>[1]
const vkey = 'desk.example.com/audit+00000000+AQ=='
const withKey = { vkey, vkeys: [vkey] }
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
  it('audit -- verify lists what an intact log was compared with outside the database', () => {
    const linesOf = (compared: Pick<Compared, 'hasCheckpointBesideKey' | 'keptCheckpoints'>) =>
      describeAuditReport(report, { ...withKey, ...compared }).slice(4)
    expect(linesOf({ hasCheckpointBesideKey: false, keptCheckpoints: 0 })).toEqual([
      'Compared outside the database: the key that you gave.',
      expect.stringMatching(/^No checkpoint of yours was compared: /),
    ])
    expect(linesOf({ hasCheckpointBesideKey: true, keptCheckpoints: 0 })).toHaveLength(2)
    expect(linesOf({ hasCheckpointBesideKey: true, keptCheckpoints: 1 })).toEqual([
      'Compared outside the database: the checkpoint beside the key, the checkpoint that you kept, the key that you gave.',
    ])
  })

  it('audit -- verify says whether the key of the log came from the reader or from the database', () => {
    const linesWith = (keys: Pick<Compared, 'vkey' | 'vkeys'>) =>
      describeAuditReport(report, { hasCheckpointBesideKey: false, keptCheckpoints: 1, ...keys }).slice(4)
    expect(linesWith({ vkey: null, vkeys: [vkey] })).toEqual([
      'Compared outside the database: the checkpoint that you kept.',
      `The key is that of the database, ${vkey}: compare it with yours, or use --key.`,
    ])
    expect(linesWith({ vkey, vkeys: [vkey, 'other'] })[1]).toMatch(
      /^The key that you gave is that of a log that was closed\./,
    )
    expect(linesWith({ vkey: null, vkeys: [] })).toHaveLength(1)
  })

  it('audit -- verify says of a log that is not the first that the one before it was closed', () => {
    const further = { ...report, origin: 'desk.example.com/audit/2' }
    const closed = /^This log is not the first: the one before was closed/
    expect(
      describeAuditReport(further, { ...withKey, hasCheckpointBesideKey: true, keptCheckpoints: 1 }).at(-1),
    ).toMatch(closed)
    expect(
      describeAuditReport(report, { ...withKey, hasCheckpointBesideKey: true, keptCheckpoints: 1 }).join('\n'),
    ).not.toMatch(closed)
  })

  it('audit -- verify names a break first, and does not say what the log was compared with', () => {
    const broken = { ...report, isIntact: false, broken: { kind: 'row_changed', seq: 7 } as const }
    expect(describeAuditReport(broken, { ...withKey, hasCheckpointBesideKey: true, keptCheckpoints: 0 })).toEqual([
      'BROKEN: row 7 was changed after it was logged.',
      'Checked: 12 entries of desk.example.com/audit before the fault.',
      expect.stringContaining(`put into the message to the auditors at ${at}: root`),
      `Not protected yet: 2 rows, the oldest of ${at}.`,
    ])
  })
})
