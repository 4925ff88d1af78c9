import { tamperings } from '@desk/shared/evidence/bundle/tamperings'
import { readZip } from '@desk/shared/evidence/bundle/read-zip'
import { textOf, utf8 } from '@desk/shared/evidence/bytes'
import { describe, expect, it } from 'vitest'
import { outcomeOf } from './describe-verification.ts'
import { verifyFile } from './verify-files.ts'

const { intact, refused } = tamperings()
const name = 'evidence.zip'

describe('the page that verifies evidence', () => {
  it('shows an intact bundle as verified', async () => {
    const result = await verifyFile({ name, bytes: intact }, { vkey: '', anchor: null })
    expect(result).toMatchObject({ kind: 'bundle', bundle: { signatures: 2, people: 4, isKeyCompared: false } })
    expect(outcomeOf(result)).toBe('alone')
  })

  it('calls a bundle verified only when it was compared with a key or a checkpoint from elsewhere', async () => {
    const files = readZip(intact)
    const vkey = textOf(files.get('log.vkey')!)!
    const anchor = { name: 'kept.txt', bytes: files.get('checkpoint.txt')! }
    const outcomes = [
      await verifyFile({ name, bytes: intact }, { vkey, anchor: null }),
      await verifyFile({ name, bytes: intact }, { vkey: '', anchor }),
    ].map(outcomeOf)
    expect(outcomes).toEqual(['good', 'good'])
  })

  it.each(refused)('refuses $name and names it', async ({ zip, fault, known }) => {
    const anchor = known.anchor === undefined ? null : { name: 'kept.txt', bytes: utf8(known.anchor) }
    const result = await verifyFile({ name, bytes: zip }, { vkey: known.key ?? '', anchor })
    expect(result).toMatchObject({ kind: 'bundle-fault', fault: { code: fault } })
  })
})
