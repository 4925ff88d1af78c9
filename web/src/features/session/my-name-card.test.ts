import type { MyCard } from '@desk/shared/pages/page-schemas'
import { describe, expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import MyNameCard from './components/MyNameCard.vue'

const fieldOf = (field: MyCard['fields'][number]['field'], value: string, isHidden = false) => ({
  field,
  value,
  isHidden,
  isConfirmedByOps: false,
})

describe('MyNameCard', () => {
  it('MyNameCard shows each line with a link to change it, departments first', () => {
    const fields = [
      fieldOf('name', '郭吉'),
      fieldOf('alias', ''),
      fieldOf('position', '质检工程师'),
      fieldOf('department', '华南大区·深圳运营组'),
      fieldOf('mobile', '', true),
      fieldOf('biz_mail', 'guoji@lanjiang.cn'),
    ]
    const card = mountUi(MyNameCard, { props: { card: { ...samplePages.me.data, fields } } })
    // The name of the session is as old as the document.
    expect(card.get('h1').text()).toBe('郭吉')
    expect(
      card
        .findAll('.name-card-text')
        .slice(0, 2)
        .map((text) => text.text()),
    ).toEqual(['华南大区', '深圳运营组'])
    expect(card.findAll('li').map((line) => line.text().replace(/\s+/g, ' '))).toEqual([
      expect.stringContaining('华南大区'),
      expect.stringContaining('质检工程师'),
      expect.stringContaining('手机：当前值不可见'),
      expect.stringContaining('guoji@lanjiang.cn'),
      expect.stringContaining('别名：未填写'),
    ])
    expect(card.findAll('a').map((link) => [link.attributes('href'), link.attributes('aria-label')])).toEqual([
      ['/requests/new/info-change?field=name', '改姓名'],
      ['/requests/new/info-change?field=department', '改部门'],
      ['/requests/new/info-change?field=position', '改岗位'],
      ['/requests/new/info-change?field=mobile', '改手机'],
      ['/requests/new/info-change?field=biz_mail', '改企业邮箱'],
      ['/requests/new/info-change?field=alias', '改别名'],
    ])
  })

  it.each([
    ['has the separator in its name', ['华西大区', '喀什·疏勒办事处'], ['华西大区', '喀什·疏勒办事处']],
    ['is missing', [], ['部门：未填写']],
  ])('MyNameCard shows a department that %s', (_title, department, expected) => {
    const initialState = sampleInitialState(samplePages.me)
    const me = initialState.me && { ...initialState.me, department }
    const card = mountUi(MyNameCard, {
      props: { card: { ...samplePages.me.data, fields: [fieldOf('department', department.join('·'))] } },
      parts: { initialState: { ...initialState, me } },
    })
    expect(card.findAll('.name-card-text').map((text) => text.text())).toEqual(expected)
  })
})
