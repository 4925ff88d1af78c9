import { readZip } from '@desk/shared/evidence/bundle/read-zip'
import { verifyBundle } from '@desk/shared/evidence/bundle/verify-bundle'
import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { clause, createPublishedPolicy, draftOf, policyCompany } from '../../../../testing/fixtures/policy.ts'
import { type Kit, test } from '../../../../testing/kit.ts'
import { cacheTexts, findAcknowledgementStatuses } from '../../signing/text-to-sign.ts'
import { writeSignatures } from '../../signing/write-signatures.ts'
import { exportBundle } from './export-bundle.ts'

/** Several batches of everything. `LARGE_BUNDLE=200000` measures a large one instead, and prints its figures. */
const LARGE = Number(process.env['LARGE_BUNDLE'] ?? 0)
const PEOPLE = LARGE || 2_100
const BATCH = 700

/** Inserts members. All but the last ten sign. */
async function createSignatures(kit: Kit): Promise<`pol_${string}`> {
  const { deps } = kit
  const company = await policyCompany(kit)
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1'), clause('2')]))
  await deps.db.execute(sql`insert into members (userid, name, alias, department_ids, main_department_id, position,
      telephone, status, synced_at, name_key, pinyin, initials)
    select 'm' || lpad(n::text, 7, '0'), '成员' || n, '', array[${company.north}::int], ${company.north}::int, '', '', 1, now(), '成员' || n, '', ''
    from generate_series(1, ${PEOPLE}::int) n`)
  const loadText = cacheTexts(deps)
  for (let from = 1; from <= PEOPLE - 10; from += BATCH) {
    const readers = Array.from({ length: Math.min(BATCH, PEOPLE - 9 - from) }, (_, index) => ({
      userid: `m${String(from + index).padStart(7, '0')}`,
      language: 'zh-CN' as const,
      duties: [],
    }))
    const statuses = await findAcknowledgementStatuses(deps, loadText, id, readers)
    const signings = statuses.flatMap((status) => {
      if (!status) return []
      const { versionId } = status.policy
      const read = Object.fromEntries(status.text.toRead.map(({ clauseId, minMs }) => [clauseId, minMs]))
      const body = { versionId, language: 'zh-CN' as const, token: '', openedAt: '', hashes: {}, read }
      return [{ ...status, origin: { sessionHash: 'f'.repeat(64), net: '10.0.0.x', client: 'wxwork' }, body }]
    })
    const [first] = signings
    if (first) await writeSignatures(deps, first.policy.versionId, signings)
  }
  return id
}

test('a bundle of many signatures is written in parts, and verifies', async ({ kit }) => {
  const id = await createSignatures(kit)
  const before = process.memoryUsage.rss()
  const started = performance.now()
  const parts: Uint8Array[] = []
  let peak = before
  const shares: number[] = []
  for await (const part of exportBundle(kit.deps, { policy: id }, 'audra', (done, total) =>
    shares.push(done / total),
  )) {
    parts.push(part)
    peak = Math.max(peak, process.memoryUsage.rss())
    if (LARGE) shares.splice(0, shares.length - 1)
  }
  const zip = Buffer.concat(parts)
  const exportMs = performance.now() - started
  const verifyStartedAt = performance.now()
  const result = await verifyBundle(readZip(zip))
  if (LARGE)
    process.stdout.write(
      `${String(PEOPLE)} people: ${String(Math.round(zip.length / 1e6))} MB in ${String(Math.round(exportMs / 1000))} s, memory +${String(Math.round((peak - before) / 1e6))} MB (with the file itself); verified in ${String(Math.round((performance.now() - verifyStartedAt) / 1000))} s\n`,
    )
  expect(result).toMatchObject({ isValid: true, signatures: PEOPLE - 10, people: PEOPLE + 2 })
  expect(result).toMatchObject({ rosters: [{ counts: { signed: PEOPLE - 10, pending: 12 } }] })
  expect(parts.length).toBeGreaterThan(10)
  // The progress only grows, and is complete only at the end.
  expect(shares.at(-1)).toBe(1)
  expect(shares.slice(0, -1).every((share, index) => share < 1 && share >= (shares[index - 1] ?? 0))).toBe(true)
}, 3_600_000)
