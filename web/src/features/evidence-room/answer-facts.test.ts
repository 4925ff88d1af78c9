import { describe, expect, it } from 'vitest'
import type { RoomAnswer } from '@desk/shared/evidence-room/room-schemas'
import english from '../../locales/en/evidence-room.ts'
import messages from '../../locales/zh-CN/evidence-room.ts'
import records from '../../locales/zh-CN/records.ts'
import { sampleRoom } from '../../testing/samples/policies/sample-evidence-room.ts'
import { factsOf, isProven, sentenceOf } from './answer-facts.ts'

const signed = sampleRoom.answer!
const unsigned: RoomAnswer = { ...signed, state: 'pending', signature: null, events: [] }
const sentence = (answer: RoomAnswer) => sentenceOf(answer, { messages, title: '规范' })
const fact = (answer: RoomAnswer, key: string) =>
  factsOf(answer, records, messages).find((candidate) => candidate.key === key)?.text

describe('the sentence of an answer', () => {
  it.each<[string, RoomAnswer, RegExp]>([
    ['a signature of the text in force', signed, /^已签收。罗文静在 .+ 签收《规范》1\.1 版全文。$/],
    [
      'a signature of an earlier text that still counts',
      { ...signed, signature: { ...signed.signature!, label: '1.0', isOfText: false, basis: 'delta' } },
      /签收《规范》1\.0 版变化的条款，其余条款此前已签。当日有效的 1\.1 版不要求重新签收。$/,
    ],
    ['a missing signature', unsigned, /^未签收。截至 .+，罗文静没有签收《规范》1\.1 版，期限 /],
    ['a due date that passed', { ...unsigned, state: 'overdue' }, /没有签收《规范》1\.1 版，已逾期，期限 /],
    ['an exemption', { ...unsigned, state: 'exempt' }, /^已豁免。截至 .+，罗文静无需签收《规范》。$/],
    ['a policy that does not bind the person', { ...unsigned, state: null }, /^不在签收范围。/],
    ['a member who is not counted', { ...unsigned, state: 'excluded' }, /^不在签收范围。/],
    ['an erased signer', { ...unsigned, state: null, isErased: true }, /^无从得知。.+不能再查证/],
    ['no version in force', { ...unsigned, text: null, state: null }, /^没有有效文本。/],
  ])('the sentence describes %s', (_title, answer, expected) => {
    expect(sentence(answer)).toMatch(expected)
  })

  it('the English sentence begins with the same answer', () => {
    const unsound = { ...signed, signature: { ...signed.signature!, isSound: false } }
    const erased: RoomAnswer = { ...unsigned, state: null, isErased: true }
    const answers: RoomAnswer[] = [signed, unsigned, { ...unsigned, state: 'exempt' }, erased, unsound]
    const beginnings = answers.map((answer) => sentenceOf(answer, { messages: english, title: 'Rules' }).split('.')[0])
    expect(beginnings).toEqual(['Signed', 'Not signed', 'Exempt', 'Not known', 'Verification failed'])
  })

  it('the sentence never says that somebody signed when the signature does not verify, whatever the state', () => {
    const changed = { ...signed, signature: { ...signed.signature!, isSound: false } }
    for (const answer of [changed, { ...changed, text: null }, { ...changed, isErased: true }]) {
      expect(sentence(answer)).toMatch(/^核对不一致。/)
      expect(sentence(answer)).not.toContain('已签收')
      expect(isProven(answer)).toBe(false)
    }
    expect([isProven(signed), isProven(unsigned)]).toEqual([true, false])
  })
})

describe('the facts behind an answer', () => {
  it('an answer has eight facts, from the text in force to the counts of the company', () => {
    expect(factsOf(signed, records, messages).map(({ key }) => messages.facts[key])).toEqual([
      ...['当日有效文本', '与上一版', '收到消息', '打开与阅读', '签收', '豁免与决定', '之后', '全公司人数'],
    ])
  })

  it('the facts say that nothing was sent, opened, signed or decided, that the signer was erased, or that no text was in force', () => {
    expect(['messages', 'reading', 'signature', 'decisions'].map((key) => fact(unsigned, key))).toEqual([
      messages.noMessages,
      messages.notOpened,
      messages.unsigned,
      messages.noDecisions,
    ])
    expect(fact({ ...unsigned, isErased: true }, 'signature')).toBe(messages.erased)
    expect([fact({ ...unsigned, text: null }, 'text'), fact({ ...unsigned, text: null }, 'former')]).toEqual([
      messages.noText,
      messages.none,
    ])
  })

  it('the facts say whether the text is in force: now, or at the end of the last day that a link shows', () => {
    const textOf = (changes: object) => fact({ ...signed, text: { ...signed.text!, ...changes } }, 'text')
    expect(textOf({})).toMatch(/，现在仍有效$/)
    expect(textOf({ isCurrent: false })).toMatch(/，现已被取代或废止$/)
    // The answer of a server of 0.18.0.
    expect(textOf({ lastDay: undefined })).toMatch(/，现在仍有效$/)
    expect(textOf({ lastDay: '2026-03-21' })).toMatch(/，截至 .*21.*仍有效$/)
    expect(textOf({ isCurrent: false, lastDay: '2026-03-21' })).toMatch(/，截至 .*21.*已被取代或废止$/)
  })

  it('the facts count the changes against the version before', () => {
    expect(fact(signed, 'former')).toBe('比 1.0 版修改 1 条')
    expect(fact({ ...signed, text: { ...signed.text!, former: null } }, 'former')).toBe('首次发布，没有上一版')
  })

  it('the facts say that a signature without later events was not replaced by the end of the day', () => {
    expect(fact(signed, 'after')).toBe(`截至 ${messages.exact(signed.asOf)}，没有被取代，也没有要求重新签收`)
    expect(fact({ ...signed, state: 'exempt' }, 'after')).toBe(fact(signed, 'after'))
    expect(fact(unsigned, 'after')).toBe('—')
    expect(fact({ ...unsigned, isErased: true, state: null }, 'after')).toBe('—')
  })

  it('what the person opened after signing follows the signature, and does not count as read before it', () => {
    const opened = signed.events.find(({ kind }) => kind === 'opened')!
    const later = { ...opened, at: '2026-03-19T01:00:00Z', label: '2.0' }
    const answer: RoomAnswer = {
      ...signed,
      state: 'overdue',
      text: { ...signed.text!, label: '2.0' },
      signature: { ...signed.signature!, isOfText: false },
      events: [later, ...signed.events],
    }
    expect(fact(answer, 'after')).toBe(`${messages.exact(later.at)} 打开 2.0 版\n2.0 版需要重新签收，尚未签收`)
    expect(fact(answer, 'reading')).toMatch(/打开 1\.0 版/)
    expect(fact(answer, 'reading')).not.toContain('2.0')
    expect(fact({ ...answer, signature: null, state: 'pending' }, 'reading')).toContain('打开 2.0 版')
    expect(fact({ ...answer, state: 'signed', events: [] }, 'after')).toBe('2.0 版不要求重新签收，这次签收仍有效')
  })

  it('the facts say what the app saw: clauses on screen and a button that was pressed, not that they were read or ticked', () => {
    expect(fact({ ...signed, signature: { ...signed.signature!, read: 26 } }, 'reading')).toContain(
      '全文 35 条，要求阅读的 26 条都在屏幕上停留过（其余 9 条不要求本人阅读），共 4 分 26 秒',
    )
    expect(fact(signed, 'signature')).toMatch(/，1\.1 版，点按“签收”，声明“我已读完以上条款，愿意遵守。”$/)
    const typed = { ...signed, signature: { ...signed.signature!, typedName: '罗文静' } }
    expect(fact(typed, 'signature')).toContain('，输入姓名“罗文静”，')
  })

  it('the facts name the receipt that this one replaced', () => {
    const [last, ...rest] = signed.events
    const former = {
      ...last!,
      at: '2026-03-17T03:00:00Z',
      signature: { ...last!.signature!, receipt: 'AAAA-BBBB', replacedBy: 'FPS7-ZAAC' },
    }
    const answer = { ...signed, events: [last!, former, ...rest] }
    expect(fact(answer, 'after')).toMatch(/\n此前的凭证 AAAA-BBBB 已由凭证 FPS7-ZAAC 取代$/)
  })

  it('the facts show the equation of the day, and say of a past day whether its roster is in the log', () => {
    const equation = '全公司 57 应签 = 30 已签 + 26 待签 + 1 豁免，应签 57 = 在册 59 − 不计入 2'
    expect(fact(signed, 'counts')).toBe(equation)
    expect(fact({ ...signed, commitment: 'same' }, 'counts')).toBe(`${equation}，当天的名单已存证，人数一致`)
    expect(fact({ ...signed, commitment: 'none' }, 'counts')).toBe(`${equation}，当天的名单未存证，按记录还原`)
    expect(fact({ ...signed, commitment: 'differs' }, 'counts')).toBe(
      `${equation}，当天的名单已存证，但人数与存证的不同：存证前后有人匿名化、换部门、账号停用或启用，或记录被改过`,
    )
  })
})
