import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import type { LoadedPage } from '@desk/shared/pages/page-table'
import type { SessionView } from '@desk/shared/session/session-schemas'
import { describe, expect, it, vi } from 'vitest'
import { h } from 'vue'
import AuditPage from '../features/audit/pages/AuditPage.vue'
import EvidenceExport from '../features/evidence-room/components/EvidenceExport.vue'
import FeedbackBoardPage from '../features/feedback/pages/FeedbackBoardPage.vue'
import LostCasePage from '../features/lost-device/pages/LostCasePage.vue'
import RosterExport from '../features/policies/components/board/RosterExport.vue'
import MyDataPage from '../features/privacy/pages/MyDataPage.vue'
import SessionRow from '../features/session/components/SessionRow.vue'
import DesktopSignInPage from '../features/session/pages/DesktopSignInPage.vue'
import { mountUi } from './mount-ui.ts'
import { sampleSessions } from './samples/sample-identity.ts'
import { sampleLostCase } from './samples/sample-lost.ts'
import { sampleInitialState, samplePages } from './samples/sample-pages.ts'
import { fakeApi } from './with-setup.ts'

const FILE = '文件含公司数据：只发给需要的人，发送前看清收件人，敏感文件加密（4.1②）。'
const COMPUTER = '不在公用电脑、非官方客户端上登录，离开时锁屏或退出（3.2③）。'

const link = { path: '/d/1', expiresAt: '2026-03-17T03:00:00Z' }
/** Answers every request with a link; the audit asks for the entries of each day, too. */
const fetch = vi.fn(() => Promise.resolve(Response.json({ ...link, days: [] })))
const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
const { policy, day } = samplePages['evidence-room'].data.answer!
const lostCase: LoadedPage = { name: 'lost-case', data: { ...sampleLostCase, allowed: ['export'] } }
const roster = { policyId: 'pol_000001', label: '导出', department: 1, narrowed: {} }

describe('a hint where an action touches a clause', () => {
  it.each([
    ['the audit', AuditPage, samplePages.audit, {}, '.audit-export .download'],
    ['the people of a policy', RosterExport, samplePages.audit, roster, '.download'],
    ['the evidence room', EvidenceExport, samplePages.audit, { policy: policy.id, day }, '.download'],
    ['the feedback', FeedbackBoardPage, samplePages['feedback-board'], {}, '.download'],
    ['a lost-device case', LostCasePage, lostCase, {}, '.download'],
    ['data about oneself', MyDataPage, samplePages['my-data'], {}, '.download'],
  ])(
    'an export of %s says to whom the file may be sent once its link is shown, and not before',
    async (_what, component, shown, props, place) => {
      const page = mountUi(component, { props, parts: { api, initialState: sampleInitialState(shown) } })
      await flushPromises()
      expect(page.text()).not.toContain(FILE)
      // In the audit, the proof of an entry is a separate download, which names nobody.
      const download = () => page.findAll(place).at(-1)!
      await download().get('button').trigger('click')
      await flushPromises()
      expect(download().get('.download-hint').text()).toBe(FILE)
      expect(download().get('.download-link').attributes('href')).toBe(link.path)
    },
  )

  it('the sign-in on a computer says where not to sign in', () => {
    const initialState = sampleInitialState(samplePages.panel)
    expect(mountUi(DesktopSignInPage, { parts: { initialState } }).text()).toContain(COMPUTER)
  })

  it.each([
    ['a new current session says', { isNew: true, isCurrent: true }, true],
    ['a new session on another device does not say', { isNew: true, isCurrent: false }, false],
    ['a current session that is no longer new does not say', { isNew: false, isCurrent: true }, false],
  ])('%s where not to sign in', (_what, state, isShown) => {
    const session = { ...sampleSessions.items[0], ...state }
    const list = () => h('ul', h(SessionRow, { session: session as SessionView }))
    expect(mountUi(list).text().includes(COMPUTER)).toBe(isShown)
  })
})
