import { readZip } from '@desk/shared/evidence/bundle/read-zip'
import { verifyBundle } from '@desk/shared/evidence/bundle/verify-bundle'
import { parseVkey } from '@desk/shared/evidence/signed-note'
import { openTlogProof } from '@desk/shared/evidence/tlog-proof'
import { textOf } from '@desk/shared/evidence/bytes'
import { downloadProgress, PROGRESS_HEADER } from '@desk/shared/kernel/download-progress'
import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { auditEntries } from '../../db/schema/index.ts'
import { auditedVisits, createEvidenceRoom, ROOM, TODAY } from '../../testing/fixtures/evidence-room.ts'
import { readAndSign } from '../../testing/fixtures/policy.ts'
import { createTestClient } from '../../testing/http.ts'
import { test } from '../../testing/kit.ts'
import { snapshotBoards } from '../policies/roster/jobs/snapshot-board.ts'

test('evidence and the proof of a receipt are exported by one-time links, and verify outside the server', async ({
  kit,
}) => {
  const { person, id, auditor, requestAs, app } = await createEvidenceRoom(kit)
  const { code } = await readAndSign(kit, person, id)
  let path = ''
  const readProgress = async () => {
    const { headers, status } = await app.request(path, { method: 'HEAD' })
    return downloadProgress(headers.get(PROGRESS_HEADER), status)
  }
  const download = async (format: 'bundle' | 'proof', receipt?: string) => {
    const body = { format, policy: id, day: TODAY, ...(receipt && { receipt }) }
    const link = await requestAs(auditor, 'POST', `${ROOM}/export`, body)
    ;({ path } = (await link.json()) as { path: string })
    return app.request(path)
  }
  const response = await download('bundle')
  expect(response.headers.get('content-disposition')).toContain(encodeURIComponent('使用规范 签收证据 2026-03-17.zip'))
  const files = readZip(new Uint8Array(await response.arrayBuffer()))
  // The progress is stored in the background, possibly after the end of the file.
  await expect.poll(readProgress).toEqual({ share: 1, isOver: true })
  const result = await verifyBundle(files)
  expect(result).toMatchObject({ isValid: true, signatures: 1, rosters: [{ counts: { signed: 1 } }] })
  const key = parseVkey((textOf(files.get('log.vkey') ?? new Uint8Array()) ?? '').trim())
  const proof = await (await download('proof', code)).text()
  const opened = openTlogProof(proof, key!)
  expect(opened).toMatchObject({ isValid: true })
  expect(opened.isValid && opened.leaf).toContain('policy.signed')
  expect((await auditedVisits(kit)).filter((line) => line.startsWith('evidence_room.exported'))).toHaveLength(2)
  expect((await requestAs(person, 'POST', `${ROOM}/export`, { format: 'bundle', policy: id, day: TODAY })).status).toBe(
    404,
  )
})

test('the evidence of all policies is exported as of a past day, and the audit says so', async ({ kit }) => {
  const { person, id, other, auditor, requestAs, app } = await createEvidenceRoom(kit)
  await readAndSign(kit, person, id)
  kit.deps.clock.advanceHours(24)
  await snapshotBoards(kit.deps)
  await readAndSign(kit, person, other)
  const body = { format: 'bundle', policy: 'all', day: TODAY }
  const link = await requestAs(auditor, 'POST', `${ROOM}/export`, body)
  const response = await app.request(((await link.json()) as { path: string }).path)
  expect(response.headers.get('content-disposition')).toContain(encodeURIComponent('全部制度 签收证据 2026-03-17.zip'))
  const result = await verifyBundle(readZip(new Uint8Array(await response.arrayBuffer())))
  expect(result).toMatchObject({ isValid: true, signatures: 1 })
  expect(result.isValid && result.rosters.map(({ policyId }) => policyId).sort()).toEqual([id, other].sort())
  const [entry] = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'evidence_room.exported'))
  expect(entry).toMatchObject({ object: 'policies', details: body })
  expect((await requestAs(auditor, 'POST', `${ROOM}/export`, { ...body, format: 'proof' })).status).toBe(404)
})

test('the evidence of all policies is not found where none was published', async ({ kit }) => {
  const auditor = await kit.given.member({ userid: 'qinyue', roles: ['auditor'] })
  const { requestAs } = createTestClient(kit.deps)
  const body = { format: 'bundle', policy: 'all', day: TODAY }
  expect((await requestAs(auditor, 'POST', `${ROOM}/export`, body)).status).toBe(404)
})

test('no link is created to evidence of a day before the first publication, or of a day without a stored roster', async ({
  kit,
}) => {
  const { id, auditor, requestAs } = await createEvidenceRoom(kit)
  const statusOf = async (policy: string, day: string) =>
    (await requestAs(auditor, 'POST', `${ROOM}/export`, { format: 'bundle', policy, day })).status
  expect([await statusOf('all', '2026-03-01'), await statusOf(id, '2026-03-01')]).toEqual([404, 404])
  kit.deps.clock.advanceHours(24)
  expect([await statusOf('all', TODAY), await statusOf(id, '2026-03-18')]).toEqual([404, 201])
})
