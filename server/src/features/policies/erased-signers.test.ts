import { readZip } from '@desk/shared/evidence/bundle/read-zip'
import { verifyBundle } from '@desk/shared/evidence/bundle/verify-bundle'
import { textOf } from '@desk/shared/evidence/bytes'
import { strFromU8, unzipSync } from 'fflate'
import { expect } from 'vitest'
import { members } from '../../db/schema/index.ts'
import { markMembersLeft } from '../../directory/sync-members-queries.ts'
import { runMigration } from '../../testing/database/run-migration.ts'
import { createEvidenceRoom, TODAY } from '../../testing/fixtures/evidence-room.ts'
import { readAndSign } from '../../testing/fixtures/policy.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { purgeExpired } from '../privacy/jobs/purge-expired.ts'
import { getPolicyEdit } from './authoring/get-policy-editor.ts'
import { confirmRetirement, requestRetirement } from './authoring/retire-policy.ts'
import { readPeople } from './backend-api/read-people.ts'
import { listPeople } from './board/list-people.ts'
import { exportBundle } from './evidence/bundle/export-bundle.ts'
import { rosterCsv } from './evidence/roster-csv.ts'
import { selectRoster } from './evidence/roster-rows.ts'
import { rosterXlsx } from './evidence/roster-xlsx.ts'
import { exemptPerson } from './roster/change-person.ts'
import { snapshotBoards } from './roster/jobs/snapshot-board.ts'
import { destroySignerKey } from './signing/destroy-signer-key.ts'

/** Stores a day on which 罗文静 had signed. */
async function createSignedDay(kit: Kit) {
  const company = await createEvidenceRoom(kit)
  await readAndSign(kit, company.person, company.id)
  kit.deps.clock.advanceDays(1)
  await snapshotBoards(kit.deps)
  return company
}
type SignedDay = Awaited<ReturnType<typeof createSignedDay>>

const joinParts = async (parts: AsyncIterable<string | Uint8Array>) => {
  const all: Buffer[] = []
  for await (const part of parts) all.push(Buffer.from(part as string))
  return Buffer.concat(all)
}

/** Expects that nothing says that 罗文静 had not signed on that day, and that everything says that a person is missing. */
async function expectUnknown({ deps }: Kit, { id, lead, viewAs }: SignedDay) {
  const page = await readPeople(deps, id, { asOf: TODAY }, { hasNames: false })
  expect(page.items.map(({ userid }) => userid)).not.toContain('luo')
  expect(page.erased).toBe(1)
  const selection = await selectRoster(deps, lead, { policy: id, day: TODAY })
  const csv = (await joinParts(rosterCsv(selection!))).toString()
  expect(csv).not.toContain('"luo"')
  expect(csv).toContain('不含已匿名化的 1 人')
  const sheet = unzipSync(await joinParts(rosterXlsx(deps, selection!, '秦悦')))['xl/worksheets/sheet1.xml']
  expect(strFromU8(sheet!)).toContain('另有 1 人的签收身份已匿名化')
  expect((await viewAs(`?person=luo&policy=${id}&day=${TODAY}`)).answer).toMatchObject({ state: null, isErased: true })
  const files = readZip(await joinParts(exportBundle(deps, { policy: id, day: TODAY }, 'qinyue')))
  const lines = textOf(files.get('roster.jsonl')!)!.trimEnd().split('\n')
  expect(lines).toHaveLength(page.items.length)
  expect(textOf(files.get('report.html')!)).toContain('另有 1 人的签收身份已匿名化')
  expect(await verifyBundle(files)).toMatchObject({ isValid: true })
}

test('after a leaver is purged, no file of an earlier day says that they had not signed', async ({ kit }) => {
  const company = await createSignedDay(kit)
  const { deps } = kit
  const at = deps.clock.now()
  await deps.db.transaction((tx) => markMembersLeft(deps, tx, ['luo'], { at, source: 'test' }))
  kit.deps.clock.advanceDays(401)
  await purgeExpired(deps)
  await expectUnknown(kit, company)
  // As if an earlier release had purged them.
  await deps.db.update(members).set({ signerErasedAt: null })
  await runMigration(deps.db, 'erased-signers')
  await expectUnknown(kit, company)
})

test('after a leaver who was exempt is purged, a file of that day has the exemption without its reason, and verifies', async ({
  kit,
}) => {
  const { id, lead } = await createEvidenceRoom(kit)
  const { deps } = kit
  await exemptPerson(deps, lead, { id, userid: 'luo', reason: '外派病休', until: null })
  deps.clock.advanceDays(1)
  await snapshotBoards(deps)
  const exportFiles = async () => readZip(await joinParts(exportBundle(deps, { policy: id, day: TODAY }, 'qinyue')))
  const before = await exportFiles()
  expect(textOf(before.get('report.html')!)).toContain('外派病休')
  const at = deps.clock.now()
  await deps.db.transaction((tx) => markMembersLeft(deps, tx, ['luo'], { at, source: 'test' }))
  deps.clock.advanceDays(401)
  await purgeExpired(deps)
  const after = await exportFiles()
  const report = textOf(after.get('report.html')!)
  expect(report).toContain('理由不再保存')
  expect(report).not.toContain('外派病休')
  expect(await verifyBundle(after)).toMatchObject({ isValid: true })
  expect(await verifyBundle(before)).toMatchObject({ isValid: true })
})

test('after a member is anonymized, no file of an earlier day says that they had not signed, and later days do', async ({
  kit,
}) => {
  const company = await createSignedDay(kit)
  await destroySignerKey(kit.deps, company.lead, { userid: 'luo' })
  await expectUnknown(kit, company)
  kit.deps.clock.advanceDays(1)
  await snapshotBoards(kit.deps)
  const { items, erased } = await readPeople(kit.deps, company.id, { asOf: '2026-03-18' }, { hasNames: false })
  expect([erased, items.find(({ userid }) => userid === 'luo')?.state]).toEqual([0, 'pending'])
})

test('the list of a retired policy says how many people it leaves out because they were erased', async ({ kit }) => {
  const { deps } = kit
  const { id, author, lead } = await createSignedDay(kit)
  const list = () => listPeople(deps, lead, { id })
  const readEditionRef = async () => ({ id, edition: (await getPolicyEdit(deps, author, { id })).edition })
  await requestRetirement(deps, author, { ...(await readEditionRef()), reason: '已并入新制度' })
  await confirmRetirement(deps, lead, await readEditionRef())
  const before = await list()
  expect([before.erased, before.items.map(({ userid }) => userid).includes('luo')]).toEqual([0, true])
  deps.clock.advanceSeconds(60)
  await destroySignerKey(deps, lead, { userid: 'luo' })
  const after = await list()
  expect([after.erased, after.items.map(({ userid }) => userid).includes('luo')]).toEqual([1, false])
  expect(after.total).toBe(after.items.length + after.erased)
})
