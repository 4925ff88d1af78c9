import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { earlierAnchors } from './data-dir-files.ts'

test('earlierAnchors reads the anchors of an earlier release, and ignores a truncated line', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'desk-anchors-'))
  try {
    expect(await earlierAnchors(folder)).toEqual([])
    const anchor = { blockNo: 1, hash: 'ab', rows: 3, at: '2026-03-17T02:00:00.000Z' }
    await writeFile(path.join(folder, 'audit-anchors.jsonl'), `${JSON.stringify(anchor)}\n{"blockNo":3,"ha`)
    expect(await earlierAnchors(folder)).toEqual([anchor])
  } finally {
    await rm(folder, { recursive: true })
  }
})
