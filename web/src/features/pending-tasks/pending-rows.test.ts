import type { HomeView } from '@desk/shared/pages/page-schemas'
import { describe, expect, it } from 'vitest'
import { loadMessages, messagesIn } from '../../locales/load-messages.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import { aboutText, pendingRows, taskCount } from './pending-rows.ts'

await loadMessages('zh-CN', ['core'])
await loadMessages('en', ['core'])
const { waiting } = samplePages.home.data
const [policy] = waiting.policies

const rowsOf = (overrides: Partial<HomeView['waiting']>) =>
  pendingRows(
    { ...waiting, ...overrides },
    {
      messages: messagesIn('zh-CN', 'core').home,
      now: '2026-03-17T02:00:00Z',
      language: '',
      titleOf: ({ title }) => title,
    },
  )

describe('pendingRows', () => {
  it('pendingRows puts a lost device first, then what was returned, invitations, approvals and a policy with a later date', () => {
    const kinds = rowsOf({ policies: [{ ...policy!, state: 'pending' }] }).map(({ kind }) => kind)
    expect(kinds).toEqual(['lost', 'own', 'guardians', 'approvals', 'policy', 'byHand', 'groups'])
  })

  it('pendingRows puts an overdue policy right after a lost device', () => {
    const [first, second] = rowsOf({ policies: [{ ...policy!, state: 'overdue' }] })
    expect([first?.kind, second?.kind, second?.isLate]).toEqual(['lost', 'policy', true])
  })

  it('pendingRows lists the tasks of a role last, and the yearly confirmation after them', () => {
    const oneTask = { count: 1, oldestAt: null, first: null }
    const roleTasks = {
      stopped: oneTask,
      questions: oneTask,
      feedback: oneTask,
      versions: oneTask,
      proposals: oneTask,
      apiKeys: oneTask,
    }
    const policies = [{ ...policy!, state: 'pending' as const }]
    const otherTasks = { custody: oneTask, incidents: oneTask, confirmations: oneTask, policies }
    const kinds = rowsOf({ ...roleTasks, ...otherTasks }).map(({ kind }) => kind)
    expect(kinds.slice(kinds.indexOf('policy'))).toEqual([
      'policy',
      'confirmations',
      'byHand',
      'incidents',
      'groups',
      'stopped',
      'questions',
      'feedback',
      'versions',
      'proposals',
      'apiKeys',
      'custody',
    ])
  })

  it('pendingRows opens a single task on its own page and several in their list', () => {
    const toOf = (count: number) =>
      rowsOf({ own: { count, oldestAt: null, first: 'req_0sample1' } }).find(({ kind }) => kind === 'own')?.to
    expect([toOf(1), toOf(2)]).toEqual(['/requests/req_0sample1', '/requests'])
  })

  it('pendingRows calls only a returned request returned, and not one whose mobile number the member changes in WeCom', () => {
    const rowOf = (count: number, why?: string[]) => {
      const rows = rowsOf({ own: { count, oldestAt: null, first: 'req_0sample1', why } })
      const row = rows.find(({ kind }) => kind === 'own')
      return [row?.title, row?.isLate]
    }
    expect([rowOf(1, ['李敏', '']), rowOf(1), rowOf(2, ['李敏', '']), rowOf(2)]).toEqual([
      ['申请被退回，待修改', true],
      ['手机号待你在企业微信改', false],
      ['我的申请待处理', true],
      ['我的申请待处理', false],
    ])
  })

  it('pendingRows says who returned the request that waits longest, why, and that their entries are kept', () => {
    const own = { count: 1, oldestAt: '2026-03-17T01:20:00Z', first: 'req_0sample1' as const }
    const aboutOf = (why?: string[]) => rowsOf({ own: { ...own, why } }).find(({ kind }) => kind === 'own')?.about
    expect([aboutOf(['李敏', '请附调岗通知']), aboutOf(['', '']), aboutOf()]).toEqual([
      ['李敏退回', '请附调岗通知', '原来填的都在', '最早一件已等 40\u00a0分钟'],
      ['原来填的都在', '最早一件已等 40\u00a0分钟'],
      ['最早一件已等 40\u00a0分钟'],
    ])
  })

  it('pendingRows opens one incident to handle, several in their list, and a question to a reporter among their own reports', () => {
    const toOf = (count: number, first: 'inc_0sample1' | null) =>
      rowsOf({ incidents: { count, oldestAt: null, first } }).find(({ kind }) => kind === 'incidents')?.to
    expect([toOf(1, 'inc_0sample1'), toOf(2, 'inc_0sample1'), toOf(1, null)]).toEqual([
      '/incidents/cases/inc_0sample1',
      '/incidents/cases',
      '/incidents',
    ])
  })

  it('aboutText puts a comma between two parts in Chinese', () => {
    const rows = rowsOf({ own: { count: 1, oldestAt: '2026-03-17T01:20:00Z', first: null, why: ['李敏'] } })
    const own = rows.find(({ kind }) => kind === 'own')
    expect(own && aboutText(own, messagesIn('zh-CN', 'core'))).toBe('李敏退回，原来填的都在，最早一件已等 40\u00a0分钟')
  })

  it('aboutText puts a dot instead of a comma between two parts in English', () => {
    const [row] = rowsOf({})
    const about = ['Li Min', messagesIn('en', 'core').home.oldest(40)]
    expect(row && aboutText({ ...row, about }, messagesIn('en', 'core'))).toBe('Li Min · The oldest has waited 40 min')
  })

  it('taskCount counts every task of a row, and one for a policy', () => {
    expect(taskCount(rowsOf({}))).toBe(12 + 2 + 1 + 1 + 1 + 2 + 1)
  })
})
