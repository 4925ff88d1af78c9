import { tamperings } from '@desk/shared/evidence/bundle/tamperings'
import { readZip } from '@desk/shared/evidence/bundle/read-zip'
import { sampleBundle } from '@desk/shared/evidence/bundle/sample-bundle'
import { textOf, utf8 } from '@desk/shared/evidence/bytes'
import { signCheckpoint } from '@desk/shared/evidence/checkpoint'
import { leafHash } from '@desk/shared/evidence/merkle'
import { formatVkey, publicKeyOf } from '@desk/shared/evidence/signed-note'
import { formatTlogProof } from '@desk/shared/evidence/tlog-proof'
import { describe, expect, it } from 'vitest'
import verify from '../../locales/zh-CN/verify.ts'
import { outcomeOf, resultLines } from './describe-verification.ts'
import { verifyFile } from './verify-files.ts'

const { intact, refused } = tamperings()
const name = 'evidence.zip'

describe('the page that verifies evidence', () => {
  it('the page that verifies evidence calls an intact bundle consistent when nothing was compared with it', async () => {
    const result = await verifyFile({ name, bytes: intact }, { vkey: '', anchor: null })
    expect(result).toMatchObject({ kind: 'bundle', bundle: { signatures: 2, people: 4, isKeyCompared: false } })
    expect(outcomeOf(result)).toBe('alone')
  })

  it('the page that verifies evidence calls a bundle verified only when it was compared with a kept checkpoint, and signed when only with the key', async () => {
    const files = readZip(intact)
    const vkey = textOf(files.get('log.vkey')!)!
    const anchor = { name: 'kept.txt', bytes: files.get('checkpoint.txt')! }
    const outcomes = [
      await verifyFile({ name, bytes: intact }, { vkey, anchor: null }),
      await verifyFile({ name, bytes: intact }, { vkey: '', anchor }),
      await verifyFile({ name, bytes: intact }, { vkey, anchor }),
    ].map(outcomeOf)
    expect(outcomes).toEqual(['signed', 'good', 'good'])
  })

  it('the page that verifies evidence says of a single proof that the kept file was not compared with it, even if that file has no checkpoint', async () => {
    const { bundle, noteOf } = sampleBundle()
    const vkey = textOf(bundle.get('log.vkey')!)!
    const leaf = utf8('{"seq":0,"type":"member.synced"}')
    const proof = utf8(formatTlogProof({ extra: leaf, index: 0, hashes: [], checkpoint: noteOf(1) }))
    const keptLines = async (anchor: { name: string; bytes: Uint8Array } | null) => {
      const result = await verifyFile({ name: 'receipt.txt', bytes: proof }, { vkey, anchor })
      expect(result).toMatchObject({ kind: 'proof', proof: { index: 0, size: 1 } })
      expect(outcomeOf(result)).toBe('signed')
      return resultLines(result, verify).filter(({ label }) => label === verify.labels.kept)
    }
    expect(await keptLines(null)).toEqual([])
    expect(await keptLines({ name: 'kept.txt', bytes: utf8('no checkpoint') })).toEqual([
      { label: verify.labels.kept, text: verify.keptNotInProof },
    ])
  })

  it('the page that verifies evidence shows no time for an entry that has two', async () => {
    const signer = { name: 'desk.example.com/audit', seed: new Uint8Array(32).fill(5) }
    const linesOf = async (text: string) => {
      const root = leafHash(utf8(text))
      const checkpoint = signCheckpoint({ origin: signer.name, size: 1, root }, signer.seed)
      const proof = formatTlogProof({ extra: utf8(text), index: 0, hashes: [], checkpoint })
      const known = { vkey: formatVkey(publicKeyOf(signer)), anchor: null }
      const result = await verifyFile({ name: 'receipt.txt', bytes: utf8(proof) }, known)
      expect(result.kind).toBe('proof')
      return resultLines(result, verify).filter(({ label }) => label === verify.labels.at)
    }
    const at = '"at":"2026-03-17T01:00:00.000Z"'
    expect(await linesOf(`{${at}}`)).toHaveLength(1)
    expect(await linesOf(`{${at},"at":"2026-01-01T01:00:00.000Z"}`)).toEqual([])
  })

  it.each(refused)(
    'the page that verifies evidence refuses $name and names the fault',
    async ({ zip, fault, known }) => {
      const anchor = known.anchor === undefined ? null : { name: 'kept.txt', bytes: utf8(known.anchor) }
      const result = await verifyFile({ name, bytes: zip }, { vkey: known.key ?? '', anchor })
      expect(result).toMatchObject({ kind: 'bundle-fault', fault: { code: fault } })
    },
  )
})
