import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { anchorFile } from './data-dir-files.ts'

test('anchorFile appends anchors, and ignores a truncated line', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'desk-anchors-'))
  try {
    const [one, two] = [1, 2].map((blockNo) => ({ blockNo, hash: 'ab', rows: 3, at: '2026-03-17T02:00:00.000Z' }))
    const file = anchorFile(path.join(folder, 'new'))
    expect(await file.read()).toEqual([])
    await file.append([one!])
    await file.append([two!])
    await appendFile(path.join(folder, 'new/audit-anchors.jsonl'), '{"blockNo":3,"ha')
    expect(await file.read()).toEqual([one, two])
    await file.append([{ ...two!, blockNo: 3 }])
    expect(await file.read()).toHaveLength(3)
  } finally {
    await rm(folder, { recursive: true })
  }
})
