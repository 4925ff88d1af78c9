import { afterEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { mountUi } from '../../testing/mount-ui.ts'
import DotPlot from './DotPlot.vue'
import PlotLegend from './PlotLegend.vue'
import PlotTable from './PlotTable.vue'
import SpanPlot from './SpanPlot.vue'
import StackedBar from './StackedBar.vue'
import StepPlot from './StepPlot.vue'
import { nearestPoint, thinLabels } from './plot-scales.ts'

afterEach(() => {
  document.body.innerHTML = ''
  vi.unstubAllGlobals()
})

it('PlotLegend names each fill with its number', () => {
  const items = [
    { key: 'once', fill: 'chart-1', label: '一次完成', value: 400 },
    { key: 'again', fill: 'chart-4', label: '重试后完成', value: 2 },
  ]
  const legend = mountUi(PlotLegend, { props: { items } })
  expect(legend.findAll('li').map((item) => item.text())).toEqual(['一次完成 400', '重试后完成 2'])
  expect(legend.findAll('rect').map((mark) => mark.classes())).toEqual([['chart-1'], ['chart-4']])
})

describe('DotPlot', () => {
  const parts = (full: number) => [
    { key: 'full', value: full, fill: 'chart-1' },
    { key: 'exempt', value: 1, fill: 'chart-3' },
  ]

  it('DotPlot draws one dot for each person, and bars for more than 300 people', () => {
    const dots = mountUi(DotPlot, { props: { label: '26 人签全部，1 人豁免', parts: parts(26) } })
    expect(dots.get('svg').attributes()).toMatchObject({ role: 'img', 'aria-label': '26 人签全部，1 人豁免' })
    expect([dots.findAll('circle.chart-1').length, dots.findAll('circle.chart-3').length]).toEqual([26, 1])
    const bars = mountUi(DotPlot, { props: { label: '299 人签全部，1 人豁免', parts: parts(299) } })
    expect([bars.findAll('circle').length, bars.findAll('rect').length]).toEqual([300, 0])
    const many = mountUi(DotPlot, { props: { label: '599 人签全部，1 人豁免', parts: parts(599) } })
    expect(many.findAll('rect').map((bar) => bar.attributes('width'))).toEqual(['599', '1'])
  })

  it('DotPlot of nobody draws nothing', () => {
    const parts = [{ key: 'full', value: 0, fill: 'chart-1' }]
    expect(
      mountUi(DotPlot, { props: { label: '0 人', parts } })
        .find('svg')
        .exists(),
    ).toBe(false)
  })
})

/** Measures the plot as `width` pixels wide, with text of `em` pixels. */
function measureAs(width: number, em: number): void {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      readonly seen: (entries: { contentRect: { width: number } }[]) => void
      constructor(seen: (entries: { contentRect: { width: number } }[]) => void) {
        this.seen = seen
      }
      observe = (element: Element) => {
        this.seen([{ contentRect: { width: element.className.endsWith('-ruler') ? em : width } }])
      }
      unobserve = () => undefined
      disconnect = () => undefined
    },
  )
}

describe('SpanPlot', () => {
  const row = { key: 'pol_1', title: '信息安全须知', endText: '逾期 3 人', from: 0, to: 50, isLate: true }
  const strip = {
    label: '信息安全须知：3 月 24 日到期，还差 3 人',
    span: { from: 0, to: 100 },
    now: 60,
    nowLabel: '今天',
    ticks: [
      { at: 0, label: '3 月 16 日' },
      { at: 61, label: '3 月 30 日' },
    ],
    rows: [row, { ...row, key: 'pol_2', title: '企业微信使用规范与信息安全管理办法', to: 500, isLate: false }],
  }

  it('SpanPlot is one image; a late row is drawn up to now, and an end outside the plot is at its edge', () => {
    const plot = mountUi(SpanPlot, { props: strip })
    expect(plot.get('svg').attributes()).toMatchObject({ role: 'img', 'aria-label': strip.label })
    const [start, width] = [150, 340]
    const bars = plot.findAll('.span-open').map((bar) => [bar.attributes('x'), bar.attributes('width')])
    expect(bars).toEqual([
      [String(start), String(width / 2)],
      [String(start), String(width)],
    ])
    expect(plot.findAll('.span-late').map((bar) => bar.attributes('width'))).toEqual([String(width / 2)])
    expect(plot.findAll('.span-past').map((bar) => bar.attributes('width'))).toEqual([String(width * 0.6)])
    expect(plot.findAll('.span-over')).toHaveLength(1)
  })

  it('a label of the axis that would touch the label for now is left out, and a long title is shortened', () => {
    const plot = mountUi(SpanPlot, { props: strip })
    expect(plot.findAll('.span-tick').map((tick) => tick.text())).toEqual(['3 月 16 日'])
    expect(plot.text()).toContain('信息安全须知')
    expect(plot.text()).toContain('企业微信使用规范与信…')
  })

  it('with large text on a phone, SpanPlot draws the bars over the whole width and no line through their texts', async () => {
    measureAs(319, 18)
    const plot = mountUi(SpanPlot, { props: strip })
    await nextTick()
    const number = (path: string, name: string) => Number(plot.get(path).attributes(name))
    expect(number('.span-open:nth-of-type(1)', 'width')).toBeGreaterThan(150)
    const [title, end] = plot.findAll('g text:not(.span-tick)').map((text) => Number(text.attributes('y')))
    const today = plot.get('.span-today').attributes('d')?.match(/\d+/g)?.map(Number)
    expect(end! - title!).toBeGreaterThan(18)
    expect(today![1]).toBeGreaterThan(end!)
  })
})

const props = {
  label: '按目前速度，3 月 29 日达到 95 %。3 月 18 日 27 人',
  pointsLabel: '逐点查看签收人数',
  span: { from: 0, to: 100 },
  max: 57,
  points: [
    { at: 0, value: 0 },
    { at: 10, value: 23 },
    { at: 20, value: 30 },
  ],
  forecast: [
    { at: 20, low: 30, value: 30, high: 30 },
    { at: 100, low: 40, value: 50, high: 57 },
  ],
  shaded: [{ from: 40, to: 60 }],
  shadedLabel: '周末',
  days: [{ at: 0, label: '17' }],
  marks: [{ at: 10, symbol: '催', label: '3 月 18 日催办 27 人' }],
  target: { value: 55, label: '95 %（55 人）' },
  due: { at: 80, name: '3 月 24 日到期，那天约 43 人', label: '3 月 24 日到期', detail: '那天约 43 人' },
  describe: ({ at, value }: { at: number; value: number }) => `第 ${String(at)} 刻 ${String(value)} 人`,
}

describe('StepPlot', () => {
  it('StepPlot has a text alternative, and its marks and due line have names', () => {
    const plot = mountUi(StepPlot, { props })
    expect(plot.get('svg').attributes('aria-label')).toBe(props.label)
    expect(plot.findAll('[role=img]').map((mark) => mark.attributes('aria-label'))).toEqual([
      '3 月 24 日到期，那天约 43 人',
      '3 月 18 日催办 27 人',
    ])
  })

  it('arrow keys, Home and End move between the points and announce them; Enter opens one', async () => {
    const plot = mountUi(StepPlot, { props })
    const slider = plot.get('[role=slider]')
    const valueText = () => slider.attributes('aria-valuetext')
    expect([valueText(), slider.attributes('tabindex'), slider.attributes('aria-valuemax')]).toEqual([
      '第 20 刻 30 人',
      '0',
      '3',
    ])
    await slider.trigger('keydown', { key: 'ArrowLeft' })
    expect(valueText()).toBe('第 10 刻 23 人')
    await slider.trigger('keydown', { key: 'Home' })
    await slider.trigger('keydown', { key: 'ArrowLeft' })
    expect(valueText()).toBe('第 0 刻 0 人')
    await slider.trigger('keydown', { key: 'End' })
    expect([valueText(), slider.attributes('aria-valuenow')]).toEqual(['第 20 刻 30 人', '3'])
    await slider.trigger('keydown', { key: 'Enter' })
    expect(plot.emitted('open')).toEqual([[props.points[2]]])
    expect(plot.emitted('select')).toHaveLength(3)
  })

  it('the last point is selected when the points change', async () => {
    const plot = mountUi(StepPlot, { props })
    await plot.setProps({ points: props.points.slice(0, 2) })
    expect(plot.get('[role=slider]').attributes('aria-valuetext')).toBe('第 10 刻 23 人')
  })

  it('StepPlot has no inline styles', () => {
    expect(mountUi(StepPlot, { props }).html()).not.toContain('style=')
  })
})

describe('StackedBar', () => {
  const parts = [
    { key: 'signed', value: 2, fill: 'chart-1' },
    { key: 'pending', value: 0, fill: 'chart-2' },
    { key: 'overdue', value: 1, fill: 'chart-3' },
  ]

  it('StackedBar draws the parts that are not 0, in their order', () => {
    const bar = mountUi(StackedBar, { props: { parts, label: '已签 2，逾期 1' } })
    expect(bar.findAll('rect').map((part) => part.classes())).toEqual([['chart-1'], ['chart-3']])
    expect([bar.attributes('role'), bar.attributes('aria-label')]).toEqual(['img', '已签 2，逾期 1'])
  })

  it('a StackedBar without a label is hidden from screen readers', () => {
    expect(mountUi(StackedBar, { props: { parts } }).attributes('aria-hidden')).toBe('true')
  })
})

it('PlotTable has a caption and row headings, and links the rows that have a page', () => {
  const rows = [
    { key: '1', cells: ['3 月 17 日', '23'], to: '/past' },
    { key: '2', cells: ['3 月 18 日', '27'] },
  ]
  const table = mountUi(PlotTable, {
    props: { summary: '看成表格', caption: '每天的签收人数', columns: ['日期', '已签'], rows },
  })
  expect(table.get('caption').text()).toBe('每天的签收人数')
  expect(table.findAll('th[scope=row]').map((heading) => heading.text())).toEqual(['3 月 17 日', '3 月 18 日'])
  expect(table.findAll('a').map((link) => link.attributes('href'))).toEqual(['/past'])
})

it('PlotTable is open on paper, and closed again after it unless the reader had opened it', () => {
  const table = mountUi(PlotTable, { props: { summary: '看成表格', caption: '人数', columns: ['日期'], rows: [] } })
  const { element } = table.get<HTMLDetailsElement>('details')
  const print = () => {
    window.dispatchEvent(new Event('beforeprint'))
    const isOpen = element.open
    window.dispatchEvent(new Event('afterprint'))
    return [isOpen, element.open]
  }
  expect(print()).toEqual([true, false])
  element.open = true
  expect(print()).toEqual([true, true])
})

it('the nearest point is chosen, and labels that would touch are left out', () => {
  expect([nearestPoint(props.points, 4), nearestPoint(props.points, 6), nearestPoint(props.points, 99)]).toEqual([
    0, 1, 2,
  ])
  const ticks = [0, 10, 20, 30].map((at) => ({ at }))
  expect(thinLabels(ticks, (at) => at * 2, { from: 0, to: 50, room: 30 })).toEqual([{ at: 0 }, { at: 20 }])
})
