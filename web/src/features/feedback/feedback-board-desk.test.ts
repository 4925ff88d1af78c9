import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { describe, expect, it, vi } from 'vitest'
import feedback from '../../locales/zh-CN/feedback.ts'
import { eventually } from '../../testing/eventually.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import MemberPicker from '../../ui/fields/MemberPicker.vue'
import FeedbackBoardPage from './pages/FeedbackBoardPage.vue'

const board = samplePages['feedback-board'].data
const view = samplePages['feedback-problem'].data
const [item] = board.items
const items = ['1', '2'].map((id) => ({ ...item!, id: `fbk_${id}`, title: `问题 ${id}` }))

/** Opens the board in a wide window. No problem is answered yet. */
async function openBoard() {
  vi.stubGlobal('matchMedia', () => ({ matches: true, addEventListener() {}, removeEventListener() {} }))
  const requests: string[] = []
  const moved: unknown[] = []
  const fetch = vi.fn(async (url: RequestInfo | URL, init?: RequestInit) => {
    const { pathname } = new URL(String(url))
    requests.push(`${init?.method ?? 'GET'} ${pathname}`)
    const id = pathname.split('/')[3]
    if (id === 'board') return Promise.resolve(Response.json({ ...board, items }))
    if (id === 'faqs') return Promise.resolve(Response.json(samplePages['feedback-faq'].data))
    if (pathname.endsWith('/incident')) {
      moved.push(JSON.parse(String(init?.body)))
      return Promise.resolve(Response.json({ ok: true }))
    }
    const isAnswered = pathname.endsWith('/answer')
    const allowed = isAnswered ? [] : ['answer', 'take', 'note', 'to_incident']
    const state = isAnswered ? 'solved' : 'answering'
    return Promise.resolve(
      Response.json({ ...view, id, title: `问题 ${id ?? ''}`, answer: null, own: null, state, allowed }),
    )
  })
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(FeedbackBoardPage, { parts: { api } })
  await flushPromises()
  const click = async (id: string) => {
    const link = page.get(`[data-opens="${id}"]`)
    // As the app's router does: typed text is stored per address.
    history.replaceState(null, '', link.attributes('href'))
    await link.trigger('click')
    await flushPromises()
    await vi.dynamicImportSettled()
    await flushPromises()
  }
  const answer = () => page.get('textarea[name=answer]').element as HTMLTextAreaElement
  return { page, requests, moved, click, answer }
}

describe('FeedbackBoardPage at a desk', () => {
  it('FeedbackBoardPage at a desk opens a problem beside the list, with the clauses under which an answer can be published', async () => {
    const { page, click } = await openBoard()
    await click('fbk_1')
    const pane = page.get('.desk-pane')
    expect(pane.get('h2').text()).toBe('问题 fbk_1')
    expect(page.findAll('h1')).toHaveLength(1)
    await pane
      .findAll('button')
      .find((button) => button.text() === feedback.detail.outcomes.known)
      ?.trigger('click')
    expect(pane.findAll('select[name=clause] option').map((option) => option.text())).toEqual([
      feedback.detail.noClause,
      '3.2② 密码',
    ])
  })

  it('FeedbackBoardPage at a desk keeps what was typed while another problem is open', async () => {
    const { page, click, answer } = await openBoard()
    await click('fbk_1')
    await page.get('textarea[name=answer]').setValue('今晚修好')
    await click('fbk_2')
    expect(answer().value).toBe('')
    await click('fbk_1')
    expect(answer().value).toBe('今晚修好')
  })

  it('FeedbackBoardPage at a desk moves a problem to the incidents with the people whom it is about, and closes it', async () => {
    const { page, moved, click } = await openBoard()
    await click('fbk_1')
    const pane = page.get('.desk-pane')
    await pane
      .findAll('button')
      .find((button) => button.text() === feedback.actions.to_incident)
      ?.trigger('click')
    const picker = page.getComponent(MemberPicker)
    expect(picker.text()).toContain(feedback.detail.aboutHint)
    picker.vm.$emit('update:modelValue', [{ userid: 'wangfang', name: '王芳', department: [] }])
    await flushPromises()
    document.querySelector('[role=dialog] form')?.dispatchEvent(new Event('submit', { cancelable: true }))
    await eventually(() => expect(page.find('.desk-pane').exists()).toBe(false))
    expect(moved).toEqual([{ version: view.version, involved: ['wangfang'] }])
  })

  it('FeedbackBoardPage at a desk loads the list again after an answer, and keeps showing the answered problem', async () => {
    const { page, requests, click, answer } = await openBoard()
    await click('fbk_1')
    const pane = page.get('.desk-pane')
    await page.get('textarea[name=answer]').setValue('今晚修好')
    await pane
      .findAll('button')
      .find((button) => button.text() === feedback.detail.outcomes.solved)
      ?.trigger('click')
    const lists = () => requests.filter((call) => call === 'GET /api/feedback/board').length
    const before = lists()
    await pane.get('form').trigger('submit')
    await flushPromises()
    expect(requests).toContain('POST /api/feedback/fbk_1/answer')
    expect(lists()).toBe(before + 1)
    expect(page.get('.desk-pane').text()).toContain(feedback.states.solved)
    // The text of a sent answer is not restored.
    await click('fbk_2')
    await click('fbk_1')
    expect(answer().value).toBe('')
  })
})
