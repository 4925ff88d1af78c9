import { readZip } from '@desk/shared/evidence/bundle/read-zip'
import { verifyBundle } from '@desk/shared/evidence/bundle/verify-bundle'
import { parseVkey } from '@desk/shared/evidence/signed-note'
import { openTlogProof } from '@desk/shared/evidence/tlog-proof'
import { textOf } from '@desk/shared/evidence/bytes'
import { downloadProgress, PROGRESS_HEADER } from '@desk/shared/kernel/download-progress'
import { expect } from 'vitest'
import { auditedVisits, ROOM, roomScene, TODAY } from '../../testing/fixtures/evidence-room.ts'
import { readAndSign } from '../../testing/fixtures/policy.ts'
import { test } from '../../testing/kit.ts'

test('evidence and the proof of a receipt are exported by one-time links, and verify outside the server', async ({
  kit,
}) => {
  const { person, id, auditor, requestAs, app } = await roomScene(kit)
  const { code } = await readAndSign(kit, person, id)
  let path = ''
  const progress = async () => {
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
  // Written beside the file, not before its end.
  await expect.poll(progress).toEqual({ share: 1, isOver: true })
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
