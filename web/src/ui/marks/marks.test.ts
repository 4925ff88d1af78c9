import { afterEach, describe, expect, it } from 'vitest'
import { h } from 'vue'
import { mountUi } from '../../testing/mount-ui.ts'
import AvatarMark from './AvatarMark.vue'
import ChangedValue from './ChangedValue.vue'
import DelegationBanner from '../feedback/DelegationBanner.vue'
import DepartmentPath from './DepartmentPath.vue'
import DeskCard from '../frame/DeskCard.vue'
import TitledCard from '../frame/TitledCard.vue'
import DeskIcon from './DeskIcon.vue'
import EquationLines from './EquationLines.vue'
import FieldError from '../fields/FieldError.vue'
import IconTile from './IconTile.vue'
import GroupNamePreview from './GroupNamePreview.vue'
import { shapeOf } from './icon-paths.ts'
import NoteBox from '../feedback/NoteBox.vue'
import PaperText from './PaperText.vue'
import ProgressRing from './ProgressRing.vue'
import VerificationSteps from './VerificationSteps.vue'
import VerificationProgress from './VerificationProgress.vue'
import StatusTag from './StatusTag.vue'
import TimelineList from '../lists/TimelineList.vue'

afterEach(() => {
  document.body.innerHTML = ''
})
const proof = { reached: 1, state: 'waiting' }
const steps = [
  { todo: '待提交', done: '已提交' },
  { todo: '待写入', done: '已写入' },
  { todo: '待读回', done: '已读回', failed: '读回不同' },
]

describe('AvatarMark', () => {
  it('AvatarMark shows the first character of the name and hides it from screen readers', () => {
    const avatar = mountUi(AvatarMark, { props: { name: '郭𠮷', userid: 'guoji' } })
    expect([avatar.text(), avatar.attributes('aria-hidden')]).toEqual(['郭', 'true'])
  })

  it('AvatarMark selects the colour by the userid, whatever the name', () => {
    const colourOf = (name: string, userid: string) => mountUi(AvatarMark, { props: { name, userid } }).classes()
    expect(colourOf('郭吉', 'guoji')).toEqual(colourOf('郭𠮷', 'guoji'))
    expect(colourOf('郭𠮷', 'limin')).not.toEqual(colourOf('郭𠮷', 'guoji'))
  })
})

describe('marks for screen readers', () => {
  it('EquationLines is a list of equations', () => {
    const lines = ['57 应签 = 30 已签 + 27 待签', '应签 57 = 在册 59 − 不计入 2']
    const shown = mountUi(EquationLines, { props: { lines } })
    expect(shown.findAll('ul > li').map((line) => line.text())).toEqual(lines)
  })

  it('PaperText has a text for the screen and one for paper, and only one where they are the same', () => {
    const textsOf = (screen: string, paper: string) =>
      mountUi({ render: () => h('p', h(PaperText, { screen, paper })) })
        .findAll('span')
        .map((text) => [text.classes(), text.text()])
    expect(textsOf('3 月 20 日', '2026 年 3 月 20 日')).toEqual([
      [['screen-text'], '3 月 20 日'],
      [['paper-text'], '2026 年 3 月 20 日'],
    ])
    expect(textsOf('2026 年 3 月 20 日', '2026 年 3 月 20 日')).toEqual([])
  })

  it('ChangedValue names the old and the new value in words', () => {
    expect(mountUi(ChangedValue, { props: { from: '店员', to: '店长' } }).text()).toBe('原为店员改为店长')
  })

  it('GroupNamePreview reads the whole name once and shows the parts with captions', () => {
    const props = {
      name: '来料-专项',
      parts: [
        { role: 'topic', text: '来料' },
        { role: 'kind', text: '专项' },
      ],
      separator: '-',
      captions: { department: '部门', topic: '事项', kind: '类型', until: '期限' },
    }
    const shown = mountUi(GroupNamePreview, { props })
    expect(shown.find('.sr').text()).toBe('来料-专项')
    expect(shown.find('[aria-hidden="true"]').text()).toBe('来料事项-专项类型')
  })

  it('GroupNamePreview shows the name between two chats of the viewer, with a mark for a missing part', () => {
    const props = {
      name: '-专项',
      parts: [
        { role: 'topic', text: '' },
        { role: 'kind', text: '专项' },
      ],
      separator: '-',
      captions: { department: '部门', topic: '事项', kind: '类型', until: '期限' },
      neighbours: ['来料检验组', '周会'],
    }
    const rows = mountUi(GroupNamePreview, { props }).findAll('.chat-row')
    expect(rows.map((row) => row.text())).toEqual(['来料检验组', '…-专项', '周会'])
  })

  it('DelegationBanner lists active delegations and is empty without one', () => {
    const liMin = { userid: 'limin', name: '李敏', endsOn: '2026-03-20' }
    const quiet = mountUi(DelegationBanner, { props: { delegations: { given: [], held: [] } } })
    expect(quiet.text()).toBe('')
    const both = mountUi(DelegationBanner, { props: { delegations: { given: [liMin], held: [liMin] } } })
    expect(both.text()).toContain('李敏在代你审批，到 3\u00a0月\u00a020\u00a0日')
    expect(both.text()).toContain('你在代李敏审批，到 3\u00a0月\u00a020\u00a0日')
    expect(both.get('a').attributes('href')).toBe('/delegations')
  })

  it('icons are hidden, and StatusTag is read by its text', () => {
    expect(mountUi(DeskIcon, { props: { name: 'check' } }).attributes('aria-hidden')).toBe('true')
    expect(mountUi(IconTile, { props: { icon: 'check' } }).text()).toBe('')
    expect(mountUi(StatusTag, { props: { icon: 'check', tone: 'success' }, slots: { default: '已生效' } }).text()).toBe(
      '已生效',
    )
    const note = mountUi(NoteBox, { slots: { default: '先看差别' } })
    expect([note.text(), note.get('path').attributes('d')]).toEqual(['先看差别', shapeOf('info').path])
    expect(shapeOf('info').path).not.toBe('')
  })

  it('VerificationSteps lists three steps and marks the current one', () => {
    const bar = mountUi(VerificationSteps, { props: { proof, steps, label: '进度' } })
    expect(bar.get('[aria-current=step]').text()).toBe('待写入')
    expect(bar.attributes('aria-label')).toBe('进度')
  })

  it('VerificationSteps labels open and failed steps as such', () => {
    const textsOf = (reached: number, state: string) =>
      mountUi(VerificationSteps, { props: { proof: { reached, state }, steps, label: '进度' } })
        .findAll('li')
        .map((step) => step.text())
    expect(textsOf(0, 'stopped')).toEqual(['待提交', '待写入', '待读回'])
    expect(textsOf(2, 'running')).toEqual(['已提交', '已写入', '待读回'])
    expect(textsOf(2, 'failed')).toEqual(['已提交', '已写入', '读回不同'])
    expect(textsOf(1, 'failed')).toEqual(['已提交', '待写入', '待读回'])
    expect(textsOf(3, 'done')).toEqual(['已提交', '已写入', '已读回'])
  })

  it('VerificationSteps of a closed request has no current step', () => {
    const done = { proof: { reached: 2, state: 'done' }, steps, label: '进度' }
    expect(mountUi(VerificationSteps, { props: done }).find('[aria-current], .now').exists()).toBe(false)
    expect(mountUi(VerificationProgress, { props: done }).find('.now').exists()).toBe(false)
  })

  it('ProgressRing is one image with a label, filled by its share', () => {
    const ring = (done: number, total: number) =>
      mountUi(ProgressRing, { props: { done, total, label: `已办 ${String(done)} 件，共 ${String(total)} 件` } })
    const half = ring(2, 4)
    expect(half.attributes()).toMatchObject({ role: 'img', 'aria-label': '已办 2 件，共 4 件' })
    expect(half.text()).toBe('2/4')
    const { 'stroke-dasharray': whole, 'stroke-dashoffset': left } = half.get('.ring-arc').attributes()
    expect(Number(left) / Number(whole)).toBeCloseTo(0.5, 2)
    expect(ring(4, 4).get('.ring-arc').attributes('stroke-dashoffset')).toBe('0.0')
  })

  it('ProgressRing without progress or without a total has no arc', () => {
    for (const total of [5, 0])
      expect(
        mountUi(ProgressRing, { props: { done: 0, total, label: '还没有' } })
          .find('.ring-arc')
          .exists(),
      ).toBe(false)
  })

  it('ProgressRing with other content is not an image, and leaves the words to that content', () => {
    const clock = mountUi(ProgressRing, { props: { done: 0.5, total: 1 }, slots: { default: '00:14' } })
    expect([clock.attributes('role'), clock.text()]).toEqual([undefined, '00:14'])
  })

  it('VerificationProgress is one image with a label', () => {
    const notches = mountUi(VerificationProgress, { props: { proof, label: '等李敏审批，3 步里的第 1 步' } })
    expect(notches.attributes()).toMatchObject({ role: 'img', 'aria-label': '等李敏审批，3 步里的第 1 步' })
  })

  it('FieldError is rendered before it has text, so that the text is announced', () => {
    const error = mountUi(FieldError, { props: { id: 'x-error', text: null } })
    expect(error.attributes('role')).toBe('alert')
  })

  it('TimelineList is a list with machine-readable times', () => {
    const row = { id: '1', title: '提交', time: '10:34:12', instant: '2026-03-17T02:34:12Z', hint: null, tone: 'past' }
    const list = mountUi(TimelineList, { props: { rows: [row] } })
    expect(list.get('ol > li').text()).toContain('提交')
    expect(list.get('time').attributes('datetime')).toBe('2026-03-17T02:34:12Z')
  })

  it('TitledCard is a region named by its heading', () => {
    const card = mountUi(TitledCard, {
      props: { id: 'mine', title: '交给我的', hint: '2 件' },
      slots: { default: '表' },
    })
    expect(card.element.localName).toBe('section')
    expect(card.get(`#${card.attributes('aria-labelledby') ?? ''}`).text()).toBe('交给我的')
    expect(card.text()).toContain('2 件')
  })

  it('DeskCard renders the given element', () => {
    expect(mountUi(DeskCard, { props: { as: 'ul' } }).element.localName).toBe('ul')
  })

  it('DepartmentPath separates names by a space, behind which the dot is drawn', () => {
    const path = mountUi(DepartmentPath, { props: { path: ['供应链', '检验组'] } })
    expect(path.text()).toBe('供应链 检验组')
    expect(path.findAll('.path-dot')).toHaveLength(1)
  })
})
