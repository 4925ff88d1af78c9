import { shallowRef } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { InfoChangeForm } from '@desk/shared/requests/request-schemas'
import { sampleForm } from '../../testing/sample-boots.ts'
import { fakeDevice, withSetup } from '../../testing/with-setup.ts'
import { useInfoChangeForm } from './use-info-change-form.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const open = (stored = new Map<string, string>(), form: InfoChangeForm = sampleForm) => {
  const device = fakeDevice(stored)
  return withSetup(() => useInfoChangeForm(shallowRef<InfoChangeForm | null>(form)), { device })
}

describe('the form', () => {
  it('keeps what is typed within a second of the last key', () => {
    const stored = new Map<string, string>()
    const form = open(stored)
    form.type('position', '店长')
    vi.advanceTimersByTime(1_000)
    expect([...stored.values()].join()).toContain('店长')
  })

  it('keeps the last words of somebody who leaves at once', () => {
    const stored = new Map<string, string>()
    const form = open(stored)
    form.type('position', '店长')
    form.leave('position')
    expect([...stored.values()].join()).toContain('店长')
  })

  it('takes up the draft, with the key it was sent under, until it is given up', () => {
    const stored = new Map<string, string>()
    const first = open(stored)
    first.type('position', '店长')
    const key = first.draft.keyFor('content')
    const again = open(stored)
    expect([again.draft.wasRestored.value, again.textOf('position')]).toEqual([true, '店长'])
    expect(again.draft.keyFor('content')).toBe(key)
    again.discard()
    expect([again.textOf('position'), again.changedCount.value, stored.size]).toEqual(['质检工程师', 0, 0])
  })

  it('takes another key for other content, and keeps it for the same', () => {
    const { draft } = open()
    const key = draft.keyFor('one')
    expect(draft.keyFor('one')).toBe(key)
    expect(draft.keyFor('two')).not.toBe(key)
  })

  it('puts nothing into a field that another request holds', () => {
    const stored = new Map<string, string>()
    open(stored).type('position', '店长')
    vi.advanceTimersByTime(1_000)
    const held: InfoChangeForm = { ...sampleForm, open: { id: 'req_0sample1', fields: ['position'] } }
    expect(open(stored, held).textOf('position')).toBe('质检工程师')
  })

  it('finds fault after typing, and forgives at the first right key', () => {
    const form = open()
    form.type('telephone', '转')
    expect(form.problems.value).toEqual({})
    form.leave('telephone')
    expect(form.problems.value.telephone?.code).toBe('info.telephone_signs')
    form.type('telephone', '8601')
    expect(form.problems.value).toEqual({})
  })

  it('leads to the first field the server found fault with', () => {
    const form = open()
    const errors = [
      { path: 'payload.telephone.to', code: 'text.too_long' },
      { path: 'kind', code: 'x' },
    ]
    expect(form.takeServerProblems(errors)).toBe('telephone')
  })
})
