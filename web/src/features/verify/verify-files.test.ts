import { tamperings } from '@desk/shared/evidence/bundle/tamperings'
import { utf8 } from '@desk/shared/evidence/bytes'
import { describe, expect, it } from 'vitest'
import { verifyFile } from './verify-files.ts'

const { intact, refused } = tamperings()
const name = 'evidence.zip'

describe('the page that verifies evidence', () => {
  it('shows an intact bundle as verified', async () => {
    const result = await verifyFile({ name, bytes: intact }, { vkey: '', anchor: null })
    expect(result).toMatchObject({ kind: 'bundle', bundle: { signatures: 2, people: 4 }, isKeyCompared: false })
  })

  it.each(refused)('refuses $name and names it', async ({ zip, fault, known }) => {
    const anchor = known.anchor === undefined ? null : { name: 'kept.txt', bytes: utf8(known.anchor) }
    const result = await verifyFile({ name, bytes: zip }, { vkey: known.key ?? '', anchor })
    expect(result).toMatchObject({ kind: 'bundle-fault', fault: { code: fault } })
  })
})
