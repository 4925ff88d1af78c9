import type { DeadLetterView, JobView } from '@desk/shared/outbox/outbox-schemas'
import { MAX_REQUEUED_JOBS } from '@desk/shared/outbox/requeue-limit'
import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import delivery from '../../locales/zh-CN/delivery.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import DeadLetters from './components/DeadLetters.vue'
import OutboxJobs from './components/OutboxJobs.vue'
import StoppedCauses from './components/StoppedCauses.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const letter = (id: number, cause: string): DeadLetterView => ({
  id,
  topic: 'policy.mail',
  about: '陆一鸣',
  path: null,
  cause,
  attempts: 3,
  deadAt: '2026-03-17T02:00:00Z',
  canBeClosedManually: false,
})

it('a job that WeCom refused because of a setting links to the page that helps to correct it, any other does not', () => {
  const causes = ['60011', '60020', '48002', 'timeout']
  const page = mountUi(DeadLetters, { props: { letters: causes.map((cause, id) => letter(id, cause)) } })
  const links = page.findAll('tbody tr').map((row) => {
    const link = row.find('.letter-remedy')
    return link.exists() ? [link.text(), link.attributes('href')] : null
  })
  const { range, address, check } = delivery.outbox.remedies
  expect(links).toEqual([
    [range, '/settings/directory'],
    [address, '/settings/check'],
    [check, '/settings/check'],
    null,
  ])
})

it('each cause says how many jobs it stopped and what to do, and what its button retries', async () => {
  const causes = [
    { id: 7, cause: '60020', count: 5 },
    { id: 9, cause: '40058', count: 1 },
    { id: 11, cause: '81013', count: MAX_REQUEUED_JOBS + 1 },
  ]
  const page = mountUi(StoppedCauses, { props: { causes, isBusy: false } })
  const rows = page.findAll('.stopped-cause')
  const { outbox } = delivery
  for (const text of ['服务器 IP 不在可信名单（60020）', '5 件', outbox.advice('60020'), outbox.remedies.address])
    expect(rows[0]?.text()).toContain(text)
  for (const text of ['企业微信返回 40058', outbox.advice('40058')]) expect(rows[1]?.text()).toContain(text)
  expect(rows[1]?.find('a').exists()).toBe(false)
  // One press retries at most this many.
  expect(rows[2]?.get('button').text()).toBe(outbox.retryOldest(MAX_REQUEUED_JOBS))
  await rows[0]!.get('button').trigger('click')
  expect([rows[0]!.get('button').text(), page.emitted('retry')]).toEqual([outbox.retryAll(5), [[causes[0]]]])
})

it('each listed job says in which state it is, why it waits and when it is tried again', () => {
  const job = (id: number, state: JobView['state'], cause: string): JobView => ({
    id,
    topic: 'policy.mail',
    about: '陆一鸣 +2',
    path: null,
    cause,
    attempts: 0,
    state,
    at: '2026-03-17T02:35:00Z',
  })
  const jobs = [
    job(1, 'retrying', '-1'),
    job(2, 'later', 'quiet_hours'),
    job(3, 'due', ''),
    job(4, 'done', '-1'),
    job(5, 'later', '60020'),
    job(6, 'due', '40001'),
    job(7, 'done', '60020'),
  ]
  const page = mountUi(OutboxJobs, { props: { jobs } })
  const rows = page.findAll('tbody tr').map((row) => row.text())
  const { jobStates } = delivery.outbox
  for (const text of [jobStates.retrying, '企业微信忙（-1）', '10:35 再试', '陆一鸣 +2'])
    expect(rows[0]).toContain(text)
  for (const text of [jobStates.later, '静默时段，顺延']) expect(rows[1]).toContain(text)
  expect(rows[2]).toContain(jobStates.due)
  expect(rows[3]).toContain(jobStates.done)
  expect(rows[3]).not.toContain('企业微信忙')
  const { waits, remedies } = delivery.outbox
  expect(rows[4]).toContain(waits('60020'))
  expect(page.findAll('.letter-remedy').map((link) => [link.text(), link.attributes('href')])).toEqual([
    [remedies.address, '/settings/check'],
    [remedies.secret, '/settings/check'],
  ])
})

const { noneFound, noneFoundHint, noDeadLetters, noJobs } = delivery.outbox

it.each([
  ['people', noneFound],
  // An unknown kind lists all.
  ['unknown', noDeadLetters],
])('without dead letters of the kind %s the list says: %s', async (kind, text) => {
  const page = mountUi(DeadLetters, { props: { letters: [] }, path: `/settings/outbox?kind=${kind}` })
  await flushPromises()
  expect(page.text()).toContain(text)
  expect(page.text()).not.toContain(noneFoundHint)
})

it.each([
  [true, noneFound],
  [false, noJobs],
])('the empty list of other jobs (filtered: %s) says: %s', (isFiltered, text) => {
  expect(mountUi(OutboxJobs, { props: { jobs: [], isFiltered } }).text()).toContain(text)
})
