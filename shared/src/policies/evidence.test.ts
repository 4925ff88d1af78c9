import { expect, it } from 'vitest'
import { canonicalJson } from '../audit/canonical-json.ts'
import { type SignatureRecord, signatureText } from './evidence.ts'

const record: SignatureRecord = {
  id: 'sig_1',
  code: 'K7Q2-0001',
  policyId: 'pol_1',
  versionId: 'pov_1',
  versionNo: 2,
  person: 'psn_1',
  occasion: 0,
  signedAt: '2026-03-01T00:00:00.000Z',
  language: 'zh-CN',
  basis: 'full',
  clauseHashes: { b: 'hash of b', a: 'hash of "a"' },
  readMap: { '2': 9_000, '1': 4_000 },
  docHash: 'hash of the document',
  consent: '我已阅读并同意',
  departmentId: null,
  sealed: 'sealed',
}

it('signatureText is the canonical JSON of the fields in their order', () => {
  expect(signatureText(record)).toBe(
    '["sig_1","K7Q2-0001","pol_1","pov_1",2,"psn_1",0,"2026-03-01T00:00:00.000Z","zh-CN","full",' +
      '{"a":"hash of \\"a\\"","b":"hash of b"},{"1":4000,"2":9000},"hash of the document","我已阅读并同意",null,"sealed"]',
  )
  expect(signatureText(record)).toBe(canonicalJson(Object.values(record)))
})

it('signatureText is the same when the canonical JSON of the hashes is passed in', () => {
  expect(signatureText(record, canonicalJson(record.clauseHashes))).toBe(signatureText(record))
})
