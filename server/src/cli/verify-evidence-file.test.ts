import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sampleBundle } from '@desk/shared/evidence/bundle/sample-bundle'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { verifyEvidenceFile } from './verify-evidence-file.ts'

const { bundle, anchor, noteOf } = sampleBundle()
const decoder = new TextDecoder()
let folder = ''

/** Runs the command, and returns its status and its first line. */
async function verify(zip: Uint8Array, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const said: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line))
  const args = [path.join(folder, 'evidence.zip')]
  await writeFile(args[0]!, zip)
  for (const [option, text] of Object.entries(more)) {
    await writeFile(path.join(folder, option), text)
    args.push(`--${option}`, path.join(folder, option))
  }
  const status = await verifyEvidenceFile(args, '')
  log.mockRestore()
  return `${String(status)} ${said[0]?.replaceAll(`${folder}/`, '') ?? ''}`
}

describe('audit -- verify-file', () => {
  beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'desk-verify-'))))
  afterAll(() => rm(folder, { recursive: true }))
  const zip = zipSync(Object.fromEntries(bundle))

  it('a bundle is verified, with a kept checkpoint and the key', async () => {
    const key = decoder.decode(bundle.get('log.vkey'))
    expect(await verify(zip, { anchor, key })).toMatch(/^0 VERIFIED: 4 records, 2 signatures/)
  })

  it('a truncated file, a changed record and another log are refused by name', async () => {
    expect(await verify(zip.slice(0, 900))).toMatch(/^1 REFUSED: zip_unreadable/)
    const records = decoder.decode(bundle.get('records.jsonl')).replace('psn_1', 'psn_9')
    const changed = new Map(bundle).set('records.jsonl', new TextEncoder().encode(records))
    expect(await verify(zipSync(Object.fromEntries(changed)))).toBe('1 REFUSED: file_changed in records.jsonl')
    expect(await verify(zip, { anchor: noteOf(150) })).toBe('1 REFUSED: kept_anchor_unlisted in anchor')
    const other = sampleBundle({ seed: new Uint8Array(32).fill(7) }).bundle
    const key = decoder.decode(bundle.get('log.vkey'))
    expect(await verify(zipSync(Object.fromEntries(other)), { key })).toBe('1 REFUSED: key_unexpected in log.vkey')
  })

  it('a single proof is refused without a key', async () => {
    const proof = `c2sp.org/tlog-proof@v1\nindex 0\n\n${noteOf(1)}`
    expect(await verify(new TextEncoder().encode(proof))).toMatch(/^1 REFUSED: a single proof is verified with --key/)
  })
})
