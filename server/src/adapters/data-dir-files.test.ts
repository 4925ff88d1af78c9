import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { earlierAnchors, lastSeenFile } from './data-dir-files.ts'

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

test('servers that share a folder write and read the newest audit row without disturbing each other', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'desk-shared-'))
  try {
    const servers = [lastSeenFile(folder), lastSeenFile(folder), lastSeenFile(folder)]
    const at = '2026-03-17T02:00:00.000Z'
    await servers[0]!.write({ auditSeq: 0, at })
    const run = async (server: (typeof servers)[number], serverNo: number) => {
      for (let auditSeq = 1; auditSeq <= 30; auditSeq += 1) {
        await server.write({ auditSeq: auditSeq * 10 + serverNo, at })
        expect(await server.read()).toMatchObject({ at })
      }
    }
    await Promise.all(servers.map(run))
    expect((await servers[0]!.read())?.auditSeq).toBeGreaterThanOrEqual(300)
    expect(await readdir(folder)).toEqual(['last-seen.json'])
  } finally {
    await rm(folder, { recursive: true })
  }
})
