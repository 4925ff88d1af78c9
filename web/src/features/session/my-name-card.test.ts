import type { MyCard } from '@desk/shared/pages/page-schemas'
import { describe, expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
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
      fieldOf('name', '郭𠮷'),
      fieldOf('alias', ''),
      fieldOf('position', '质检工程师'),
      fieldOf('department', '供应链与质量保障中心·来料检验组'),
      fieldOf('mobile', '', true),
      fieldOf('biz_mail', 'guoji@lanjiang.cn'),
    ]
    const card = mountUi(MyNameCard, { props: { card: { ...samplePages.me.data, fields } } })
    expect(card.get('h1').text()).toBe('郭𠮷')
    expect(card.findAll('li').map((line) => line.text().replace(/\s+/g, ' '))).toEqual([
      expect.stringContaining('供应链与质量保障中心'),
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
})
