import { describe, expect, it } from 'vitest'
import type { GroupForm } from '@desk/shared/groups/group-schemas'
import { withSetup } from '../../testing/with-setup.ts'
import { useGroupForm } from './use-group-form.ts'

const form: GroupForm = {
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
  rules: { separator: '-', saysDepartment: true, bannedWords: ['全员'] },
  largeFrom: 100,
  deciders: [],
  leftToday: 5,
  isByHand: false,
  isPartner: false,
}
const hit = (userid: string) => ({ userid, name: userid, department: [] })
const entered = () => withSetup(() => useGroupForm(form, () => Promise.resolve([])))

describe('the form for a group', () => {
  it('shows the name that the server will make, as it is typed', () => {
    const entry = entered()
    entry.topic.value = '来料异常'
    expect(entry.made.value.name).toBe('来料检验组-来料异常-项目-至26年9月')
    entry.templateId.value = 'standing'
    expect(entry.payload.value).toMatchObject({ name: '来料检验组-来料异常-长期', expiresOn: '2027-03-31' })
  })

  it('takes the first who was chosen as deputy, another by choice, and the template’s where it has one', () => {
    const entry = entered()
    entry.members.value = [hit('a'), hit('b')]
    expect(entry.payload.value.deputyId).toBe('a')
    entry.chosenDeputy.value = 'b'
    expect(entry.payload.value.deputyId).toBe('b')
    entry.templateId.value = 'standing'
    expect(entry.payload.value).toMatchObject({ deputyId: 'boss', members: ['a', 'b', 'boss'] })
  })

  it('leaves the owner out of the members, whom WeCom’s picker may give too', () => {
    const entry = entered()
    entry.members.value = [hit('GuoJi'), hit('a')]
    expect(entry.payload.value.members).toEqual(['a'])
  })

  it('says nothing of an empty topic before it was left, and everything else at once', () => {
    const entry = entered()
    expect(entry.nameProblem.value).toBeNull()
    entry.topic.value = '全员通知'
    expect(entry.nameProblem.value).toEqual({ code: 'banned_word', word: '全员' })
    entry.topic.value = ''
    entry.wasTried.value = true
    expect(entry.nameProblem.value).toEqual({ code: 'topic_empty' })
    expect([entry.firstWrong(), entry.isNobody.value]).toEqual(['topic', true])
  })
})
