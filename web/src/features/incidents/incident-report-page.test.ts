import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { formatReceipt } from '@desk/shared/incidents/incident-receipt'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { incidents } from '../../locales/zh-CN/incidents.ts'
import { errors } from '../../locales/zh-CN/parts/failures.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import FileButton from '../../ui/fields/FileButton.vue'
import IncidentReportPage from './pages/IncidentReportPage.vue'

const messages = incidents.report
const form = samplePages['incident-report'].data
const [first] = form.handlers
const refused = (code: string) => Response.json({ error: { code, requestId: 'r', details: {} } }, { status: 409 })

/** Opens the form; a report is refused with this code, after which the form is another one. */
async function open(code: string, later: object) {
  const sent: unknown[] = []
  let loads = 0
  const fetch = vi.fn(async (url: RequestInfo | URL, init?: RequestInit) => {
    if (init?.method === 'POST') {
      sent.push(JSON.parse(String(init.body)))
      return Promise.resolve(refused(code))
    }
    expect(String(url)).toContain('/incidents/form')
    loads += 1
    return Promise.resolve(Response.json(loads === 1 ? form : later))
  })
  // Unnamed reports have a client of their own.
  vi.stubGlobal('fetch', fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  const page = mountUi(IncidentReportPage, { parts: { api } })
  await flushPromises()
  await page.get('input[value=sharing]').setValue(true)
  await page.get('input[value=management]').setValue(true)
  await page.get('textarea').setValue('账号借给外协')
  return { page, sent, loads: () => loads }
}
type Opened = Awaited<ReturnType<typeof open>>
const textOf = ({ page }: Opened) => (page.get('textarea').element as HTMLTextAreaElement).value
async function submit({ page }: Opened) {
  await page.get('form').trigger('submit')
  await flushPromises()
}

describe('IncidentReportPage', () => {
  it('says before sending who reads it, and who has it later, and sends that along', async () => {
    const opened = await open('incident.off', form)
    const { page, sent } = opened
    expect(page.text()).toContain(messages.readers(form.handlers.map(({ name }) => name)))
    expect(page.text()).toContain(messages.later('秦越'))
    await submit(opened)
    expect(sent).toMatchObject([{ readers: form.handlers.map(({ userid }) => userid) }])
  })

  it('when other people would read it, loads them, says so, and keeps what was typed', async () => {
    const opened = await open('incident.readers_changed', { ...form, handlers: [first] })
    await submit(opened)
    expect(opened.loads()).toBe(2)
    expect(textOf(opened)).toBe('账号借给外协')
    expect(opened.page.text()).toContain(messages.changed)
    await submit(opened)
    expect(opened.sent[1]).toMatchObject({ readers: [first?.userid], text: '账号借给外协' })
  })

  it('when nobody is left who may read it, names whom to call, and keeps what was typed', async () => {
    const opened = await open('incident.no_handler', { ...form, handlers: [], contact: null, department: null })
    await submit(opened)
    expect(opened.page.text()).toContain(messages.nobody)
    expect(textOf(opened)).toBe('账号借给外协')
  })

  it('when reporting was turned off, says so, keeps what was typed, and can be tried again', async () => {
    const opened = await open('incident.off', { ...form, isOn: false })
    await submit(opened)
    expect(opened.page.text()).toContain(messages.off)
    expect(textOf(opened)).toBe('账号借给外协')
    const again = opened.page.findAll('button').find((button) => button.text() === messages.tryAgain)
    await again?.trigger('click')
    await flushPromises()
    expect(opened.loads()).toBe(3)
  })

  it.each(['unavailable', 'internal', 'storage.full'])(
    'an unnamed report that fails with %s, and may be stored, keeps its receipt, and is sent again with the same',
    async (code) => {
      const opened = await open(code, form)
      await opened.page.get('input[value=unnamed]').setValue(true)
      await submit(opened)
      await submit(opened)
      const receipts = opened.sent.map((body) => (body as { receipt?: string }).receipt)
      expect(receipts).toEqual([expect.any(String), receipts[0]])
      const shown = opened.page.get('.receipt-card .copy-value').element as HTMLTextAreaElement
      expect(shown.value).toBe(formatReceipt(receipts[0] ?? ''))
    },
  )

  it('an unnamed report that is refused has no receipt', async () => {
    const opened = await open('incident.off', form)
    await opened.page.get('input[value=unnamed]').setValue(true)
    await submit(opened)
    expect(opened.sent).toHaveLength(1)
    expect(opened.page.find('.receipt-card').exists()).toBe(false)
  })

  it('a picture that cannot be read is said to be refused', async () => {
    const read = vi.spyOn(FileReader.prototype, 'readAsDataURL').mockImplementation(function (this: FileReader) {
      this.onerror?.(new ProgressEvent('error') as ProgressEvent<FileReader>)
    })
    onTestFinished(() => {
      read.mockRestore()
    })
    const opened = await open('incident.off', form)
    opened.page.getComponent(FileButton).vm.$emit('pick', new File(['gone'], 'photo.jpg', { type: 'image/jpeg' }))
    await submit(opened)
    expect(opened.sent).toEqual([])
    expect(opened.page.text()).toContain(errors['file.refused'])
  })
})
