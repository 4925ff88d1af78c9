import { shallowRef } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DraftBody, DraftView } from '@desk/shared/drafts/draft-schemas'
import type { RequestType } from '@desk/shared/requests/types/index'
import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import { sampleForm } from '../../testing/sample-form.ts'
import { fakeApi, fakeDevice, withSetup } from '../../testing/with-setup.ts'
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

  describe('on the server', () => {
    const later = { key: 'key-of-phone', values: { position: '值班店长' }, sent: null }
    function onServer(draft: DraftView['draft'] = null) {
      const kept: unknown[] = []
      const info = {
        draft: () => Promise.resolve({ draft }),
        saveDraft: (_kind: RequestType, body: DraftBody) => {
          kept.push(body.content)
          return Promise.resolve({ draft: null })
        },
        discardDraft: () => {
          kept.push('discarded')
          return Promise.resolve({ draft: null })
        },
      }
      const form = withSetup(() => useInfoChangeForm(shallowRef<InfoChangeForm | null>(sampleForm)), {
        device: fakeDevice(),
        api: fakeApi({ info }),
      })
      return { form, kept }
    }

    it('is kept five seconds after the first key, however fast the rest comes', async () => {
      const { form, kept } = onServer()
      await vi.advanceTimersByTimeAsync(0)
      for (const text of ['店', '店长', '店长助', '店长助理']) {
        form.type('position', text)
        await vi.advanceTimersByTimeAsync(1_500)
      }
      expect(kept).toMatchObject([{ values: { position: '店长助理' } }])
    })

    it('is taken up on another device, with its key', async () => {
      const { form } = onServer({ content: later, savedAt: '2026-03-17T02:00:00.000Z', version: 1 })
      await vi.advanceTimersByTimeAsync(0)
      expect([form.textOf('position'), form.draft.wasRestored.value]).toEqual(['值班店长', true])
      expect(form.draft.keyFor('content')).toBe('key-of-phone')
    })

    it('does not take the words from under the hand', async () => {
      const { form } = onServer({ content: later, savedAt: '2026-03-17T02:00:00.000Z', version: 1 })
      form.type('position', '店长')
      await vi.advanceTimersByTimeAsync(0)
      expect(form.textOf('position')).toBe('店长')
    })

    it('goes when it is given up', async () => {
      const { form, kept } = onServer({ content: later, savedAt: '2026-03-17T02:00:00.000Z', version: 1 })
      await vi.advanceTimersByTimeAsync(0)
      form.discard()
      await vi.advanceTimersByTimeAsync(0)
      expect(kept).toEqual(['discarded'])
    })

    it('goes when it is given up before the server has said that it has one', async () => {
      const { form, kept } = onServer({ content: later, savedAt: '2026-03-17T02:00:00.000Z', version: 1 })
      form.discard()
      await vi.advanceTimersByTimeAsync(0)
      expect([form.textOf('position'), form.draft.wasRestored.value, kept]).toEqual([
        '质检工程师',
        false,
        ['discarded'],
      ])
    })
  })
})
