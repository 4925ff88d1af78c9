import { expect, it } from 'vitest'
import { describeResult } from './describe-result.ts'
import { type Changes, sampleBundle, sampleStamp } from './sample-bundle.ts'
import { verifyBundle } from './verify-bundle.ts'

const { noteOf } = sampleBundle()
const FIRST = { at: '2026-03-16T22:00:00.000Z', size: 200 }
/** Contains the first of the two signatures. */
const SECOND = { at: '2026-03-17T02:30:00.000Z', size: 303 }

/** Two daily checkpoints, each with a time stamp over it. */
const stamped: Changes = {
  anchor: { ...FIRST, timestamp: sampleStamp(noteOf(FIRST.size)) },
  furtherAnchors: [{ ...SECOND, timestamp: sampleStamp(noteOf(SECOND.size)) }],
}

const verifyWithKept = (text: string) =>
  verifyBundle(sampleBundle(stamped).bundle, { anchor: { text, file: 'kept.txt' } })

it('a bundle with two checkpoints and their time stamps is valid for a reader who kept either of them', async () => {
  const both = { isValid: true, anchors: 2, timestamps: 2, isAnchorCompared: true }
  expect(await verifyWithKept(noteOf(FIRST.size))).toMatchObject({ ...both, keptAt: FIRST.at, keptSignatures: 0 })
  expect(await verifyWithKept(noteOf(SECOND.size))).toMatchObject({ ...both, keptAt: SECOND.at, keptSignatures: 1 })
  expect(describeResult(await verifyWithKept(noteOf(SECOND.size)))).toContain(
    '2 earlier checkpoints, 2 with a time stamp (not verified here: docs/evidence.md)',
  )
})

it('a kept checkpoint between the two that a bundle lists is refused as unlisted', async () => {
  expect(await verifyWithKept(noteOf(250))).toMatchObject({ isValid: false, fault: { code: 'kept_anchor_unlisted' } })
})

it('the list of signatures names the first checkpoint that contains each signature', async () => {
  const result = await verifyWithKept(noteOf(SECOND.size))
  const signatures = result.isValid ? result.list().flatMap(({ signature }) => signature ?? []) : []
  expect(signatures.map(({ index, anchor }) => [index, anchor])).toEqual([
    [302, { size: SECOND.size, at: SECOND.at }],
    [303, null],
  ])
})

it('a bundle with a time stamp over only one of its two checkpoints is valid', async () => {
  const { bundle } = sampleBundle({ ...stamped, anchor: FIRST })
  expect(await verifyBundle(bundle)).toMatchObject({ isValid: true, anchors: 2, timestamps: 1 })
})

it('a bundle that lists its checkpoints in another order is valid', async () => {
  const { bundle } = sampleBundle({ anchor: SECOND, furtherAnchors: [FIRST] })
  expect(await verifyBundle(bundle)).toMatchObject({ isValid: true, anchors: 2 })
})
