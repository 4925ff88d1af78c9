import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sampleBundle } from '@desk/shared/evidence/bundle/sample-bundle'
import { tamperings } from '@desk/shared/evidence/bundle/tamperings'
import { utf8 } from '@desk/shared/evidence/bytes'
import { signCheckpoint } from '@desk/shared/evidence/checkpoint'
import { leafHash } from '@desk/shared/evidence/merkle'
import { formatVkey, publicKeyOf } from '@desk/shared/evidence/signed-note'
import { formatTlogProof } from '@desk/shared/evidence/tlog-proof'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { verifyEvidenceFile } from './verify-evidence-file.ts'

const { bundle, anchor, noteOf } = sampleBundle()
const decoder = new TextDecoder()
const key = decoder.decode(bundle.get('log.vkey'))
let folder = ''

/** Runs the command with a file for each option, and returns its status and its lines. */
async function run(zip: Uint8Array, optionFiles: Readonly<Record<string, string>>) {
  const printed: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line))
  const args = [path.join(folder, 'evidence.zip')]
  await writeFile(args[0]!, zip)
  for (const [option, text] of Object.entries(optionFiles)) {
    await writeFile(path.join(folder, option), text)
    args.push(`--${option}`, path.join(folder, option))
  }
  const status = await verifyEvidenceFile(args, '')
  log.mockRestore()
  return { status, lines: printed.map((line) => line.replaceAll(`${folder}/`, '')) }
}

/** Runs the command, and returns its status and its first line. */
async function verify(zip: Uint8Array, optionFiles: Readonly<Record<string, string>> = {}): Promise<string> {
  const { status, lines } = await run(zip, optionFiles)
  return `${String(status)} ${lines[0] ?? ''}`
}

describe('audit -- verify-file', () => {
  beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'desk-verify-'))))
  afterAll(() => rm(folder, { recursive: true }))
  const zip = zipSync(Object.fromEntries(bundle))

  it('a bundle is verified with an anchor and the key of the log', async () => {
    expect(await verify(zip, { anchor, key })).toMatch(/^0 VERIFIED: 6 records, 2 signatures/)
  })

  it('a bundle that was compared with the key alone is called signed, not verified', async () => {
    expect(await verify(zip, { key })).toMatch(/^0 SIGNED: 6 records, 2 signatures/)
  })

  it('a bundle that brings its own key is called consistent, not verified', async () => {
    expect(await verify(zip)).toMatch(/^0 CONSISTENT: 6 records/)
  })

  it.each(tamperings().refused)('$name is refused, and the fault is named', async ({ zip: changed, fault, known }) => {
    expect(await verify(changed, known)).toMatch(new RegExp(`^1 REFUSED: ${fault} in `))
  })

  it('a single proof is refused without a key', async () => {
    const proof = `c2sp.org/tlog-proof@v1\nindex 0\n\n${noteOf(1)}`
    expect(await verify(utf8(proof))).toMatch(/^1 REFUSED: a single proof is verified with --key/)
  })

  it('a single proof says that a kept checkpoint was not compared with it', async () => {
    const leaf = utf8('{"seq":0,"type":"member.synced"}')
    const proof = utf8(formatTlogProof({ extra: leaf, index: 0, hashes: [], checkpoint: noteOf(1) }))
    const notCompared = expect.stringMatching(/^NOT COMPARED: the checkpoint that you kept/) as string
    const { status, lines } = await run(proof, { key, anchor })
    expect([status, lines.slice(0, 3)]).toEqual([
      0,
      [expect.stringMatching(/^SIGNED: entry 0 of 1/), decoder.decode(leaf), notCompared],
    ])
    const alone = (await run(proof, { key })).lines
    expect(alone).not.toContainEqual(notCompared)
    expect(alone[2]).toMatch(/^NOT COMPARED: no checkpoint of yours/)
  })

  it.each([
    ['{"at":"2020-01-01T00:00:00.000Z","seq":0}', "2020-01-01T00:00:00.000Z by the server's clock"],
    ['{"seq":0}', 'the entry states none'],
    ['{"at":"yesterday","seq":0}', 'the entry states none'],
  ])('a single proof of %s says that nothing was compared with its time', async (text, stated) => {
    const signer = { name: 'desk.example.com/audit', seed: new Uint8Array(32).fill(5) }
    const checkpoint = signCheckpoint({ origin: signer.name, size: 1, root: leafHash(utf8(text)) }, signer.seed)
    const proof = utf8(formatTlogProof({ extra: utf8(text), index: 0, hashes: [], checkpoint }))
    const { status, lines } = await run(proof, { key: formatVkey(publicKeyOf(signer)) })
    // A checkpoint has no time, so an entry that was back-dated by years verifies, too.
    expect([status, lines[3]]).toEqual([0, expect.stringContaining(`NOT COMPARED: the time, ${stated}; a checkpoint`)])
  })

  it('a single proof that was cut off is refused as a proof', async () => {
    const proof = utf8('c2sp.org/tlog-proof@v1\nextra e30=\nindex 0\n')
    expect(await verify(proof, { key })).toBe('1 REFUSED: malformed')
  })

  it('the output ends with the names and hashes of the files read, the time and the verifier', async () => {
    const { lines } = await run(zip, { anchor, key })
    expect(lines.slice(-4)).toEqual([
      expect.stringMatching(/^File: evidence\.zip, \d+ bytes, SHA-256 [0-9a-f]{64}$/),
      expect.stringMatching(/^Kept checkpoint: anchor, \d+ bytes, SHA-256 [0-9a-f]{64}$/),
      expect.stringMatching(/^Key: key, \d+ bytes, SHA-256 [0-9a-f]{64}$/),
      expect.stringMatching(/^Verified at 20\d\d-.*Z by WeCom Desk \d+\.\d+\.\d+ on Node v\d+/),
    ])
  })

  it('--list writes every person of a verified file, with their signature and the first checkpoint that contains it', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {})
    const [file, list] = [path.join(folder, 'evidence.zip'), path.join(folder, 'list.csv')]
    await writeFile(file, zip)
    expect(await verifyEvidenceFile([file, '--list', list], '')).toBe(0)
    expect(log.mock.calls.flat()).toContainEqual(expect.stringMatching(/list\.csv, 4 lines: who signed/))
    const [head, ...lines] = (await readFile(list, 'utf8')).trimEnd().split('\r\n')
    expect(head).toMatch(/^\ufeff"name","userid","person","state"/)
    expect(lines).toHaveLength(4)
    expect(lines[0]).toBe(
      '"张三","zhangsan","psn_1","signed","pol_1","1.0","pov_1","2026-03-17T01:00:00.000Z","302","sig_1","",""',
    )
    expect(lines[2]).toBe('"王五","wangwu","psn_3","pending","pol_1","","","","","","",""')
    // An existing list is not overwritten.
    await expect(verifyEvidenceFile([file, '--list', list], '')).rejects.toThrow('EEXIST')
    await writeFile(file, zip.slice(0, -100))
    const other = path.join(folder, 'other.csv')
    expect(await verifyEvidenceFile([file, '--list', other], '')).toBe(1)
    await expect(readFile(other)).rejects.toThrow('ENOENT')
    log.mockRestore()
  })

  it('a second checkpoint is refused, since only one would be compared', async () => {
    const printError = vi.spyOn(console, 'error').mockImplementation(() => {})
    expect(await verifyEvidenceFile(['evidence.zip', '--anchor', 'a.txt', '--anchor', 'b.txt'], 'Usage')).toBe(2)
    expect(printError.mock.calls).toEqual([['Usage']])
    printError.mockRestore()
  })
})
