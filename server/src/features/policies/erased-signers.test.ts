import { readZip } from '@desk/shared/evidence/bundle/read-zip'
import { verifyBundle } from '@desk/shared/evidence/bundle/verify-bundle'
import { textOf } from '@desk/shared/evidence/bytes'
import { strFromU8, unzipSync } from 'fflate'
import { expect } from 'vitest'
import { members } from '../../db/schema/index.ts'
import { markMembersLeft } from '../../directory/sync-members-queries.ts'
import { runMigration } from '../../testing/database/run-migration.ts'
import { roomScene, TODAY } from '../../testing/fixtures/evidence-room.ts'
import { readAndSign } from '../../testing/fixtures/policy.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { purgeExpired } from '../privacy/jobs/purge-expired.ts'
import { readPeople } from './backend-api/read-people.ts'
import { exportBundle } from './evidence/bundle/export-bundle.ts'
import { rosterCsv } from './evidence/roster-csv.ts'
import { selectRoster } from './evidence/roster-rows.ts'
import { rosterXlsx } from './evidence/roster-xlsx.ts'
import { snapshotBoards } from './roster/jobs/snapshot-board.ts'
import { destroySignerKey } from './signing/destroy-signer-key.ts'

const DAY = 24

/** A day on which 罗文静 had signed. */
async function signedDay(kit: Kit) {
  const scene = await roomScene(kit)
  await readAndSign(kit, scene.person, scene.id)
  kit.deps.clock.advanceHours(DAY)
  await snapshotBoards(kit.deps)
  return scene
}
type Scene = Awaited<ReturnType<typeof signedDay>>

const joined = async (parts: AsyncIterable<string | Uint8Array>) => {
  const all: Buffer[] = []
  for await (const part of parts) all.push(Buffer.from(part as string))
  return Buffer.concat(all)
}

/** Expects that nothing of that day says that they had not signed, and that everything says why they are missing. */
async function expectUnknown({ deps }: Kit, { id, lead, viewAs }: Scene) {
  const page = await readPeople(deps, id, { asOf: TODAY }, { hasNames: false })
  expect(page.items.map(({ userid }) => userid)).not.toContain('luo')
  expect(page.erased).toBe(1)
  const selection = await selectRoster(deps, lead, { policy: id, day: TODAY })
  const csv = (await joined(rosterCsv(selection!))).toString()
  expect(csv).not.toContain('"luo"')
  expect(csv).toContain('不含已匿名化的 1 人')
  const sheet = unzipSync(await joined(rosterXlsx(deps, selection!, '秦悦')))['xl/worksheets/sheet1.xml']
  expect(strFromU8(sheet!)).toContain('另有 1 人的签收身份已匿名化')
  expect((await viewAs(`?person=luo&policy=${id}&day=${TODAY}`)).answer).toMatchObject({ state: null, isErased: true })
  const files = readZip(await joined(exportBundle(deps, { policy: id, day: TODAY }, 'qinyue')))
  const lines = textOf(files.get('roster.jsonl')!)!.trimEnd().split('\n')
  expect(lines).toHaveLength(page.items.length)
  expect(textOf(files.get('report.html')!)).toContain('另有 1 人的签收身份已匿名化')
  expect(await verifyBundle(files)).toMatchObject({ isValid: true })
}

test('after who left is purged, no file of an earlier day says that they had not signed', async ({ kit }) => {
  const scene = await signedDay(kit)
  const { deps } = kit
  const at = deps.clock.now()
  await deps.db.transaction((tx) => markMembersLeft(deps, tx, ['luo'], { at, source: 'test' }))
  kit.deps.clock.advanceHours(401 * DAY)
  await purgeExpired(deps)
  await expectUnknown(kit, scene)
  // Purged by an earlier release.
  await deps.db.update(members).set({ signerErasedAt: null })
  await runMigration(deps.db, 'erased-signers')
  await expectUnknown(kit, scene)
})

test('after a member is anonymized, no file of an earlier day says that they had not signed, and later days do', async ({
  kit,
}) => {
  const scene = await signedDay(kit)
  await destroySignerKey(kit.deps, scene.lead, { userid: 'luo' })
  await expectUnknown(kit, scene)
  kit.deps.clock.advanceHours(DAY)
  await snapshotBoards(kit.deps)
  const { items, erased } = await readPeople(kit.deps, scene.id, { asOf: '2026-03-18' }, { hasNames: false })
  expect([erased, items.find(({ userid }) => userid === 'luo')?.state]).toEqual([0, 'pending'])
})
