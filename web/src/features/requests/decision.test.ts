import { describe, expect, it } from 'vitest'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { sampleRequests } from '../../testing/samples/sample-requests.ts'
import { requestPages } from '../../locales/zh-CN/requests.ts'
import { keepUnchangedChoices, countVerdicts, decisionBodyOf, changedFieldsOf, type Choices } from './decision.ts'

const seen = sampleRequests.toDecide
const refuse = { verdict: 'refuse', reason: { code: 'needs_proof', text: '' } } as const
const label = (choices: Choices) => {
  const { agreed, refused } = countVerdicts(seen.changes, choices)
  return requestPages.kindDetails.info_change.decision(agreed, refused)
}

describe('decisionBodyOf and choices', () => {
  it.each([
    [{}, '同意 2 项'],
    [{ telephone: refuse }, '同意 1 项，不同意 1 项'],
    [{ position: { verdict: 'agree' }, telephone: refuse }, '同意 1 项，不同意 1 项'],
    [{ position: refuse, telephone: refuse }, '不同意 2 项'],
  ] as [Choices, string][])('the button for the choices %j is labelled %s', (choices, expected) => {
    expect(label(choices)).toBe(expected)
  })

  it('decisionBodyOf contains a verdict for every field, and the version and hash that were on screen', () => {
    expect(decisionBodyOf(seen, { telephone: refuse })).toEqual({
      version: seen.version,
      seenHash: seen.seenHash,
      fields: { position: { verdict: 'agree' }, telephone: refuse },
    })
  })

  it('a field that the step before refused is neither counted nor decided again', () => {
    const reason = { code: 'not_matching', text: '', clause: '3.3a' } as const
    const changes = seen.changes.map((change) => ({
      ...change,
      verdict: change.field === 'telephone' ? { agreed: false, reason } : { agreed: true, reason: null },
    }))
    expect(countVerdicts(changes, {})).toEqual({ agreed: 1, refused: 0 })
    expect(decisionBodyOf({ ...seen, step: 'ops', changes }, {}).fields).toEqual({ position: { verdict: 'agree' } })
  })

  it('keepUnchangedChoices drops the choice of a changed field and keeps the others', () => {
    const after: RequestView = {
      ...seen,
      changes: seen.changes.map((change) => (change.field === 'position' ? { ...change, to: '店长' } : change)),
    }
    expect(changedFieldsOf(seen, after)).toEqual([{ field: 'position', before: '高级质检工程师' }])
    expect(keepUnchangedChoices({ position: refuse, telephone: refuse }, seen, after)).toEqual({ telephone: refuse })
  })
})
