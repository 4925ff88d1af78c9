import { expect, it } from 'vitest'
import delivery from '../../locales/zh-CN/delivery.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleOutbox } from '../../testing/samples/sample-delivery.ts'
import DeliveryLatency from './components/DeliveryLatency.vue'

const { latency: messages } = delivery.outbox

it('DeliveryLatency says median and tail and how many jobs they leave out, and its table has the ranges of its columns', () => {
  const card = mountUi(DeliveryLatency, { props: { health: sampleOutbox } })
  const finding = '一半在 0.8 秒内完成，95% 在 2.4 秒内完成'
  expect(card.text()).toContain(finding)
  expect(card.text()).toContain('从计划时间起算，统计 12 件；另有 3 件顺延或重试过，不计入。')
  expect(card.get('.column-plot').attributes('aria-label')).toBe(finding)
  expect(card.findAll('.column-plot text').map((tick) => tick.text())).toEqual(['1 秒', '1\u00a0分钟'])
  expect(card.findAll('.column-plot rect')).toHaveLength(4)
  expect(card.findAll('tbody tr').map((row) => row.findAll('th, td').map((cell) => cell.text()))).toEqual([
    ['不到 0.5 秒', '2'],
    ['0.5 秒–1 秒', '6'],
    ['1 秒–1\u00a0分钟', '3'],
    ['1\u00a0分钟以上', '1'],
  ])
})

it('DeliveryLatency draws nothing when no job can be counted', () => {
  const textWith = (latencyLeftOut: number) => {
    const card = mountUi(DeliveryLatency, { props: { health: { ...sampleOutbox, latency: null, latencyLeftOut } } })
    expect(card.find('.column-plot').exists()).toBe(false)
    return card.text()
  }
  expect(textWith(0)).toContain('24 小时内没有可统计的任务。')
  expect(textWith(2)).toContain('24 小时内完成的 2 件都顺延或重试过，不计入。')
})

it('DeliveryLatency says that only the newest jobs are counted, also when none of them can be', () => {
  const partial = { ...sampleOutbox, day: { ...sampleOutbox.day, isPartial: true } }
  const note = delivery.outbox.day.partial
  const textWith = (health: typeof sampleOutbox) => mountUi(DeliveryLatency, { props: { health } }).text()
  expect(textWith(partial)).toContain(note)
  expect(textWith({ ...partial, latency: null })).toContain(note)
  expect(textWith(sampleOutbox)).not.toContain(note)
})

it('a time is rounded up to a tenth of a second, from a minute on to whole minutes', () => {
  expect([0, 20, 810, 12_000, 59_950, 60_000, 400_000].map(messages.took)).toEqual([
    '0.1 秒',
    '0.1 秒',
    '0.9 秒',
    '12 秒',
    '60 秒',
    '1\u00a0分钟',
    '7\u00a0分钟',
  ])
})
