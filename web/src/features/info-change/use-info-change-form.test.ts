import { shallowRef } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DraftBody, DraftView } from '@desk/shared/drafts/draft-schemas'
import type { RequestType } from '@desk/shared/requests/types/index'
import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import { ApiError } from '../../api/api-error.ts'
import { sampleForm } from '../../testing/samples/sample-form.ts'
import { fakeApi, fakeDevice, withSetup } from '../../testing/with-setup.ts'
import { useServerDraft } from '../requests/form/use-server-draft.ts'
import { useInfoChangeForm } from './use-info-change-form.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const mountForm = (stored = new Map<string, string>(), form: InfoChangeForm = sampleForm) => {
  const device = fakeDevice(stored)
  return withSetup(() => useInfoChangeForm(shallowRef<InfoChangeForm | null>(form)), { device })
}

describe('useInfoChangeForm', () => {
  it('input is saved on the device within one second of the last change', () => {
    const stored = new Map<string, string>()
    const form = mountForm(stored)
    form.type('position', '店长')
    vi.advanceTimersByTime(1_000)
    expect([...stored.values()].join()).toContain('店长')
  })

  it('input is saved at once when a field is left', () => {
    const stored = new Map<string, string>()
    const form = mountForm(stored)
    form.type('position', '店长')
    form.leave('position')
    expect([...stored.values()].join()).toContain('店长')
  })

  it('a draft is restored with its idempotency key until it is discarded', () => {
    const stored = new Map<string, string>()
    const first = mountForm(stored)
    first.type('position', '店长')
    const key = first.draft.keyFor('content')
    const restored = mountForm(stored)
    expect([restored.draft.wasRestored.value, restored.textOf('position')]).toEqual([true, '店长'])
    expect(restored.draft.keyFor('content')).toBe(key)
    restored.discard()
    expect([restored.textOf('position'), restored.changedCount.value, stored.size]).toEqual(['质检工程师', 0, 0])
  })

  it('the same content keeps its idempotency key and other content gets a new one', () => {
    const { draft } = mountForm()
    const key = draft.keyFor('one')
    expect(draft.keyFor('one')).toBe(key)
    expect(draft.keyFor('two')).not.toBe(key)
  })

  it('spaces in a typed phone number are removed when its field loses the focus', () => {
    const form = mountForm()
    form.type('telephone', ' 0755 8601 2099 ')
    form.leave('telephone')
    expect([form.textOf('telephone'), form.errors.value]).toEqual(['075586012099', {}])
  })

  it('the reason is submitted as one sentence, and omitted when empty', () => {
    const form = mountForm()
    form.type('position', '店长')
    expect(form.draftOf(form.payload.value)).not.toHaveProperty('reason')
    form.reasonPreset.value = 'transfer'
    form.reasonText.value = '3 月 12 日通知'
    expect(form.draftOf(form.payload.value)).toMatchObject({
      reason: { text: '调岗：3 月 12 日通知', attachments: [] },
    })
  })

  it('the reason is part of the draft', () => {
    const stored = new Map<string, string>()
    const first = mountForm(stored)
    first.reasonPreset.value = 'promotion'
    vi.advanceTimersByTime(1_000)
    expect(mountForm(stored).reasonPreset.value).toBe('promotion')
  })

  it('useInfoChangeForm starts from the values, the reason and the files of an earlier request', () => {
    const file = { id: 'att_0sample1' as const, name: '调岗通知.jpg', type: 'image/jpeg' as const, size: 9 }
    const asked = [{ name: 'position' as const, value: '店长' }]
    const again = { id: 'req_1' as const, asked, reason: '调岗', files: [file] }
    const form = mountForm(new Map(), { ...sampleForm, again })
    expect([form.textOf('position'), form.changedCount.value, form.reasonText.value]).toEqual(['店长', 1, '调岗'])
    expect(form.draftOf(form.payload.value)).toMatchObject({ reason: { text: '调岗', attachments: [file.id] } })
    expect(form.attachments.items.value).toMatchObject([{ key: file.id, isLoadable: true }])
  })

  it('a reason of the earlier request that is removed is submitted as null, also from a restored draft', () => {
    const file = { id: 'att_0sample1' as const, name: '调岗通知.pdf', type: 'application/pdf' as const, size: 9 }
    const asked = [{ name: 'position' as const, value: '店长' }]
    const again = { id: 'req_1' as const, asked, reason: '调岗', files: [file] }
    const stored = new Map<string, string>()
    const first = mountForm(stored, { ...sampleForm, again })
    first.reasonText.value = ''
    first.attachments.remove(file.id)
    expect(first.draftOf(first.payload.value)).toMatchObject({ reason: null })
    vi.advanceTimersByTime(1_000)
    const restored = mountForm(stored, { ...sampleForm, again })
    expect(restored.draftOf(restored.payload.value)).toMatchObject({ reason: null })
    const without = mountForm(new Map(), { ...sampleForm, again: { ...again, reason: '', files: [] } })
    expect(without.draftOf(without.payload.value)).not.toHaveProperty('reason')
  })

  it('an earlier request does not fill a field that another open request changes', () => {
    const again = {
      id: 'req_1' as const,
      asked: [{ name: 'position' as const, value: '店长' }],
      reason: '',
      files: [],
    }
    const open = { id: 'req_0sample1' as const, fields: ['position' as const] }
    const form = mountForm(new Map(), { ...sampleForm, again, open })
    expect([form.textOf('position'), form.changedCount.value]).toEqual(['质检工程师', 0])
  })

  it('a draft does not fill a field that another open request changes', () => {
    const stored = new Map<string, string>()
    mountForm(stored).type('position', '店长')
    vi.advanceTimersByTime(1_000)
    const other: InfoChangeForm = { ...sampleForm, open: { id: 'req_0sample1', fields: ['position'] } }
    expect(mountForm(stored, other).textOf('position')).toBe('质检工程师')
  })

  it('an error appears when the field is left and disappears when the value becomes valid', () => {
    const form = mountForm()
    form.type('telephone', '转')
    expect(form.errors.value).toEqual({})
    form.leave('telephone')
    expect(form.errors.value.telephone?.code).toBe('info.telephone_signs')
    form.type('telephone', '8601')
    expect(form.errors.value).toEqual({})
  })

  it('a stale old department and its id are replaced, so that the next submission states the present one', () => {
    const field = { field: 'department', value: '来料检验组', isConfirmedByOps: true, isHidden: false } as const
    const form = mountForm(new Map(), { ...sampleForm, fields: [field] })
    form.chooseDepartment({ id: 30, path: ['采购部'] })
    const fresh = { fields: [{ field: 'department', value: '出货检验组' }], departmentId: 12 }
    expect(form.showSubmitError(new ApiError('request.old_values_changed', 'r1', { form: fresh }))).toBe(true)
    const department = { from: '出货检验组', fromId: 12, to: '采购部', toId: 30 }
    expect(form.payload.value).toEqual({ department })
  })

  it('the member for whom the form is filled in is part of what is submitted', () => {
    const form = mountForm(new Map(), { ...sampleForm, subject: { userid: 'guoji', name: '郭𠮷' } })
    form.type('position', '店长')
    expect(form.draftOf(form.payload.value).payload).toMatchObject({ subjectId: 'guoji' })
    expect(mountForm().draftOf({}).payload).toEqual({})
  })

  it('an error that the server reports is shown at its field', () => {
    const form = mountForm()
    const fields = [
      { path: 'payload.telephone.to', code: 'text.too_long' },
      { path: 'kind', code: 'x' },
    ]
    expect(form.showSubmitError(new ApiError('input.invalid', 'r', { fields }))).toBe(true)
    expect(form.errors.value.telephone?.code).toBe('text.too_long')
  })

  describe('the draft on the server', () => {
    const remoteDraft = { key: 'key-of-phone', values: { position: '值班店长' }, sent: null }
    function mountWithServerDraft(draft: DraftView['draft'] = null) {
      const uploads: unknown[] = []
      const info = {
        draft: () => Promise.resolve({ draft }),
        saveDraft: (_kind: RequestType, body: DraftBody) => {
          uploads.push(body.content)
          return Promise.resolve({ draft: null })
        },
        discardDraft: () => {
          uploads.push('discarded')
          return Promise.resolve({ draft: null })
        },
      }
      const form = withSetup(
        () =>
          useInfoChangeForm(shallowRef<InfoChangeForm | null>(sampleForm), undefined, (options) =>
            useServerDraft('info_change', options),
          ),
        {
          device: fakeDevice(),
          api: fakeApi({ info }),
        },
      )
      return { form, uploads }
    }

    it('the draft is uploaded five seconds after the first change while typing continues', async () => {
      const { form, uploads } = mountWithServerDraft()
      await vi.advanceTimersByTimeAsync(0)
      for (const text of ['店', '店长', '店长助', '店长助理']) {
        form.type('position', text)
        await vi.advanceTimersByTimeAsync(1_500)
      }
      expect(uploads).toMatchObject([{ values: { position: '店长助理' } }])
    })

    it('the draft of another device is restored with its idempotency key', async () => {
      const { form } = mountWithServerDraft({ content: remoteDraft, savedAt: '2026-03-17T02:00:00.000Z', version: 1 })
      await vi.advanceTimersByTimeAsync(0)
      expect([form.textOf('position'), form.draft.wasRestored.value]).toEqual(['值班店长', true])
      expect(form.draft.keyFor('content')).toBe('key-of-phone')
    })

    it('a draft of another device does not replace what was typed here', async () => {
      const { form } = mountWithServerDraft({ content: remoteDraft, savedAt: '2026-03-17T02:00:00.000Z', version: 1 })
      form.type('position', '店长')
      await vi.advanceTimersByTimeAsync(0)
      expect(form.textOf('position')).toBe('店长')
    })

    it('a discarded draft is deleted on the server', async () => {
      const { form, uploads } = mountWithServerDraft({
        content: remoteDraft,
        savedAt: '2026-03-17T02:00:00.000Z',
        version: 1,
      })
      await vi.advanceTimersByTimeAsync(0)
      form.discard()
      await vi.advanceTimersByTimeAsync(0)
      expect(uploads).toEqual(['discarded'])
    })

    it('a draft that is discarded before the first response is deleted on the server', async () => {
      const { form, uploads } = mountWithServerDraft({
        content: remoteDraft,
        savedAt: '2026-03-17T02:00:00.000Z',
        version: 1,
      })
      form.discard()
      await vi.advanceTimersByTimeAsync(0)
      expect([form.textOf('position'), form.draft.wasRestored.value, uploads]).toEqual([
        '质检工程师',
        false,
        ['discarded'],
      ])
    })
  })
})
