import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sampleBundle } from '@desk/shared/evidence/bundle/sample-bundle'
import { tamperings } from '@desk/shared/evidence/bundle/tamperings'
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

  it('a bundle that brings its own key is called consistent, not verified', async () => {
    expect(await verify(zip)).toMatch(/^0 CONSISTENT: 4 records/)
  })

  it.each(tamperings().refused)('$name is refused and named', async ({ zip: changed, fault, known }) => {
    expect(await verify(changed, known)).toMatch(new RegExp(`^1 REFUSED: ${fault} in `))
  })

  it('a single proof is refused without a key', async () => {
    const proof = `c2sp.org/tlog-proof@v1\nindex 0\n\n${noteOf(1)}`
    expect(await verify(new TextEncoder().encode(proof))).toMatch(/^1 REFUSED: a single proof is verified with --key/)
  })
})
