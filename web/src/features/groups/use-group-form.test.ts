import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DraftBody, DraftView } from '@desk/shared/drafts/draft-schemas'
import type { GroupForm } from '@desk/shared/groups/group-schemas'
import { fakeApi, fakeDevice, withSetup } from '../../testing/with-setup.ts'
import { useGroupForm } from './use-group-form.ts'

const formView: GroupForm = {
  department: '来料检验组',
  owner: { userid: 'guoji', name: '郭𠮷' },
  templates: [
    { id: 'project', name: '项目', kind: '项目', saysUntil: true, expiresOn: '2026-09-30', deputy: null },
    {
      id: 'standing',
      name: '长期',
      kind: '长期',
      saysUntil: false,
      expiresOn: '2027-03-31',
      deputy: { userid: 'boss', name: '周启明' },
    },
  ],
  rules: { separator: '-', saysDepartment: true, isTopicFirst: true, bannedWords: ['全员'] },
  neighbours: [],
  largeFrom: 100,
  deciders: [],
  answer: null,
  leftToday: 5,
  isByHand: false,
  isPartner: false,
  again: null,
}
const member = (userid: string) => ({ userid, name: userid, department: [] })
const mountForm = () => withSetup(() => useGroupForm(formView, () => Promise.resolve([])))

describe('useGroupForm', () => {
  it('the group name is composed as on the server while the topic is typed', () => {
    const form = mountForm()
    form.topic.value = '来料异常'
    expect(form.composedName.value.name).toBe('来料异常-来料检验组-项目-至26年9月')
    form.templateId.value = 'standing'
    expect(form.payloadToSend()).toMatchObject({ name: '来料异常-来料检验组-长期', expiresOn: '2027-03-31' })
  })

  it('the deputy is the first member, then the explicitly chosen one, and always the deputy fixed by the template', () => {
    const form = mountForm()
    form.members.value = [member('a'), member('b')]
    expect(form.payloadToSend().deputyId).toBe('a')
    form.chosenDeputy.value = 'b'
    expect(form.payloadToSend().deputyId).toBe('b')
    form.templateId.value = 'standing'
    expect(form.payloadToSend()).toMatchObject({ deputyId: 'boss', members: ['a', 'b', 'boss'] })
  })

  it('the owner is removed from members returned by the WeCom picker', () => {
    const form = mountForm()
    form.members.value = [member('GuoJi'), member('a')]
    expect(form.payloadToSend().members).toEqual(['a'])
  })

  it('an empty topic is not reported before anything is typed, but after a submit attempt; a banned word is reported at once', () => {
    const form = mountForm()
    expect(form.nameProblem.value).toBeNull()
    form.topic.value = '全员通知'
    expect(form.nameProblem.value).toEqual({ code: 'banned_word', word: '全员' })
    form.topic.value = ''
    form.wasSubmitAttempted.value = true
    expect(form.nameProblem.value).toEqual({ code: 'topic_empty' })
    expect([form.firstInvalidField(), form.hasNoMembers.value]).toEqual(['topic', true])
  })
})

describe('the draft of useGroupForm', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const mountWithStorage = (stored: Map<string, string>, draft: DraftView['draft'] = null) => {
    const savedDrafts: [string, DraftBody | null][] = []
    const info = {
      draft: () => Promise.resolve({ draft }),
      saveDraft: (kind: string, body: DraftBody) => {
        savedDrafts.push([kind, body])
        return Promise.resolve({ draft: null })
      },
      discardDraft: (kind: string) => {
        savedDrafts.push([kind, null])
        return Promise.resolve({ draft: null })
      },
    }
    const parts = { device: fakeDevice(stored), api: fakeApi({ info }) }
    return { form: withSetup(() => useGroupForm(formView, () => Promise.resolve([])), parts), savedDrafts }
  }
  async function typeGroup(stored: Map<string, string>) {
    const { form, savedDrafts } = mountWithStorage(stored)
    await vi.advanceTimersByTimeAsync(0)
    form.topic.value = '来料异常'
    form.members.value = [member('a'), member('b')]
    form.chosenDeputy.value = 'b'
    await vi.advanceTimersByTimeAsync(600)
    return { form, savedDrafts }
  }

  it('a draft restored after a page reload keeps topic, members, deputy and idempotency key', async () => {
    const stored = new Map<string, string>()
    const { form } = await typeGroup(stored)
    const key = form.draft.keyFor('content')
    const { form: restored } = mountWithStorage(stored)
    expect(restored.topic.value).toBe('来料异常')
    expect(restored.allMembers.value.map(({ userid }) => userid)).toEqual(['a', 'b'])
    expect(restored.deputy.value?.userid).toBe('b')
    expect(restored.draft.wasRestored.value).toBe(true)
    expect(restored.draft.keyFor('content')).toBe(key)
  })

  it('a draft is saved on the server under its request type and restored on another device', async () => {
    const { savedDrafts } = await typeGroup(new Map())
    await vi.advanceTimersByTimeAsync(5_000)
    expect(savedDrafts.map(([kind]) => kind)).toEqual(['group_create'])
    const content = savedDrafts[0]?.[1]?.content ?? {}
    const { form } = mountWithStorage(new Map(), { content, savedAt: '2026-03-17T02:00:00.000Z', version: 1 })
    await vi.advanceTimersByTimeAsync(0)
    expect([form.topic.value, form.draft.wasRestored.value]).toEqual(['来料异常', true])
  })

  it('no draft is saved before anything is typed; discard deletes it on the device and the server', async () => {
    const stored = new Map<string, string>()
    mountWithStorage(stored)
    await vi.advanceTimersByTimeAsync(6_000)
    expect(stored.size).toBe(0)
    const { form, savedDrafts } = await typeGroup(stored)
    await vi.advanceTimersByTimeAsync(5_000)
    form.discard()
    await vi.advanceTimersByTimeAsync(6_000)
    expect([stored.size, form.topic.value, savedDrafts.at(-1)]).toEqual([0, '', ['group_create', null]])
  })

  it('what is typed after a draft was discarded is saved, even within the delay of the last change', async () => {
    const stored = new Map<string, string>()
    const { form } = await typeGroup(stored)
    form.purpose.value = '每周复盘'
    await vi.advanceTimersByTimeAsync(100)
    form.discard()
    form.topic.value = '供应商质量'
    await vi.advanceTimersByTimeAsync(600)
    expect(mountWithStorage(stored).form.topic.value).toBe('供应商质量')
  })

  it('input that is deleted again does not come back with the draft', async () => {
    const stored = new Map<string, string>()
    const { form } = await typeGroup(stored)
    form.unmount()
    const { form: restored } = mountWithStorage(stored)
    restored.topic.value = '来料异常，含供应商'
    await vi.advanceTimersByTimeAsync(600)
    restored.topic.value = '来料异常'
    await vi.advanceTimersByTimeAsync(600)
    restored.unmount()
    expect(mountWithStorage(stored).form.topic.value).toBe('来料异常')
  })
})
