import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import { formatReceipt } from '@desk/shared/incidents/incident-receipt'
import { incidentKinds } from '@desk/shared/incidents/incident-states'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { incidents } from '../../locales/zh-CN/incidents.ts'
import { errors } from '../../locales/zh-CN/parts/failures.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import { fakeApi, fakeDevice } from '../../testing/with-setup.ts'
import FileButton from '../../ui/fields/FileButton.vue'
import IncidentReportPage from './pages/IncidentReportPage.vue'

const { report: messages, receipt: receiptMessages } = incidents
const form = samplePages['incident-report'].data
const [first] = form.handlers
const refused = (code: string) => Response.json({ error: { code, requestId: 'r', details: {} } }, { status: 409 })

let addressNo = 0
/** Opens the form. A report is refused with this code, or stored if it is null; later loads of the form return `later`. */
async function open(code: string | null, later: object, ownDevice?: ReturnType<typeof fakeDevice>) {
  const sent: unknown[] = []
  let loads = 0
  const fetch = vi.fn(async (url: RequestInfo | URL, init?: RequestInit) => {
    if (init?.method === 'POST') {
      sent.push(JSON.parse(String(init.body)))
      return Promise.resolve(code === null ? Response.json({ id: 'inc_1', ok: true }) : refused(code))
    }
    expect(String(url)).toContain('/incidents/form')
    loads += 1
    return Promise.resolve(Response.json(loads === 1 ? form : later))
  })
  // Unnamed reports use a separate client.
  vi.stubGlobal('fetch', fetch)
  onTestFinished(() => void vi.unstubAllGlobals())
  const api = fakeApi({ client: createApiClient('http://desk.test', { fetch }).api })
  // Typed text is stored per address.
  history.replaceState(null, '', `/incidents/new/${String((addressNo += 1))}`)
  const stored = new Map<string, string>()
  const parts = { api, device: ownDevice ?? fakeDevice(stored, stored) }
  const show = async () => {
    const shown = mountUi(IncidentReportPage, { parts })
    await flushPromises()
    return shown
  }
  const page = await show()
  await page.get('input[value=sharing]').setValue(true)
  await page.get('input[value=management]').setValue(true)
  await page.get('textarea').setValue('账号借给外协')
  return { page, parts, sent, loads: () => loads, stored, show }
}
type Opened = Awaited<ReturnType<typeof open>>
const textOf = ({ page }: Opened) => (page.get('textarea').element as HTMLTextAreaElement).value
async function submit({ page }: Opened) {
  await page.get('form').trigger('submit')
  await flushPromises()
}

const receiptOf = ({ page }: Opened) => (page.get('.receipt-card .copy-value').element as HTMLTextAreaElement).value
/** Closes the document or opens another page, and returns to the form. */
async function leaveAndReturn(before: Opened): Promise<Opened> {
  dispatchEvent(new Event('pagehide'))
  before.page.unmount()
  return { ...before, page: await before.show() }
}

/** Opens the app again, with what is on the device and nothing of the document before. */
function openNext(before: Opened): Promise<Opened> {
  history.replaceState(null, '', `/incidents/new/${String((addressNo += 1))}`)
  return leaveAndReturn(before)
}
async function press({ page }: Opened, text: string) {
  await page
    .findAll('button')
    .find((button) => button.text() === text)
    ?.trigger('click')
  await flushPromises()
}

const mayReload = () => dispatchEvent(new Event('desk:reload', { cancelable: true }))

describe('IncidentReportPage', () => {
  it('the button of the form says to whom it reports', async () => {
    const { page } = await open('incident.off', form)
    expect(page.get('button[type=submit]').text()).toBe('报给管理部门')
    await page.get('input[value=department]').setValue(true)
    expect(page.get('button[type=submit]').text()).toBe('报给部门管理员')
  })

  it('a report without its kind or its recipient leads to the first choice that is missing', async () => {
    const { parts, page: filled } = await open('incident.off', form)
    filled.unmount()
    history.replaceState(null, '', '/incidents/new/empty')
    const page = mountUi(IncidentReportPage, { parts })
    await flushPromises()
    await page.get('form').trigger('submit')
    await flushPromises()
    expect(document.activeElement).toBe(page.get('[name=kind]').element)
    await page.get('input[value=sharing]').setValue(true)
    await page.get('form').trigger('submit')
    await flushPromises()
    expect(document.activeElement).toBe(page.get('[name=recipient]').element)
    expect(page.findAll('[role=alert]').map((alert) => alert.text())).toContain(messages.chooseTo)
  })

  it('no two kinds of incidents have the same icon', async () => {
    const { page } = await open(null, form)
    const icons = page.findAll('.kind-tile svg').map((icon) => icon.html())
    expect(icons).toHaveLength(incidentKinds.length)
    expect(new Set(icons).size).toBe(icons.length)
  })

  it('IncidentReportPage says before sending who reads the report, and who gets it later, and sends the list of these readers with the report', async () => {
    const opened = await open('incident.off', form)
    const { page, sent } = opened
    expect(page.text()).toContain(messages.readers(form.handlers.map(({ name }) => name)))
    expect(page.text()).toContain(messages.later('秦越'))
    await submit(opened)
    expect(sent).toMatchObject([{ readers: form.handlers.map(({ userid }) => userid) }])
  })

  it('the form asks to leave out sensitive data, before a text or a picture is chosen', async () => {
    const { page } = await open(null, form)
    expect(page.text()).toContain(messages.sensitive)
    expect(page.text()).not.toContain(messages.pictureHint)
  })

  it('the form says how to recall a file that was sent by mistake, and says so for no other kind', async () => {
    const { page } = await open(null, form)
    expect(page.text()).not.toContain(messages.recall)
    await page.get('input[value=wrong_file]').setValue(true)
    expect(page.text()).toContain(messages.recall)
    await page.get('input[value=login]').setValue(true)
    expect(page.text()).not.toContain(messages.recall)
  })

  it('the form loads the readers again when they have changed, says so, and keeps what was typed', async () => {
    const opened = await open('incident.readers_changed', { ...form, handlers: [first] })
    await submit(opened)
    expect(opened.loads()).toBe(2)
    expect(textOf(opened)).toBe('账号借给外协')
    expect(opened.page.text()).toContain(messages.changed)
    await submit(opened)
    expect(opened.sent[1]).toMatchObject({ readers: [first?.userid], text: '账号借给外协' })
  })

  it('the form says that nobody is left to read a report, and keeps what was typed', async () => {
    const opened = await open('incident.no_handler', { ...form, handlers: [], contact: null, department: null })
    await submit(opened)
    expect(opened.page.text()).toContain(messages.nobody)
    expect(textOf(opened)).toBe('账号借给外协')
  })

  it('the form says that reporting was turned off, keeps what was typed, and can be tried again', async () => {
    const opened = await open('incident.off', { ...form, isOn: false })
    await submit(opened)
    expect(opened.page.text()).toContain(messages.off)
    expect(textOf(opened)).toBe('账号借给外协')
    const again = opened.page.findAll('button').find((button) => button.text() === messages.tryAgain)
    await again?.trigger('click')
    await flushPromises()
    expect(opened.loads()).toBe(3)
  })

  it.each([
    [form.contact, messages.offHint],
    [null, messages.offNobody],
  ])('while reporting is off, the page says once whom to turn to, with the contact %j', async (contact, text) => {
    const opened = await open('incident.off', { ...form, isOn: false, contact })
    await submit(opened)
    expect(opened.page.findAll('main')).toHaveLength(1)
    const other = text === messages.offHint ? messages.offNobody : messages.offHint
    expect(opened.page.get('[aria-labelledby=off]').text()).toContain(text)
    expect(opened.page.get('[aria-labelledby=off]').text()).not.toContain(other)
  })

  it.each(['unavailable', 'internal', 'storage.full'])(
    'an unnamed report that fails with %s, and may be stored, keeps its receipt, and is sent again with that receipt',
    async (code) => {
      const opened = await open(code, form)
      await opened.page.get('input[value=unnamed]').setValue(true)
      await submit(opened)
      await submit(opened)
      const receipts = opened.sent.map((body) => (body as { receipt?: string }).receipt)
      expect(receipts).toEqual([expect.any(String), receipts[0]])
      expect(receiptOf(opened)).toBe(formatReceipt(receipts[0] ?? ''))
    },
  )

  it('an unnamed report that is refused has no receipt', async () => {
    const opened = await open('incident.off', form)
    await opened.page.get('input[value=unnamed]').setValue(true)
    await submit(opened)
    expect(opened.sent).toHaveLength(1)
    expect(opened.page.find('.receipt-card').exists()).toBe(false)
  })

  it('what is typed is restored after a visit to another page, and is not stored on the device', async () => {
    const before = await open('incident.off', form)
    await before.page.get('input[value=unnamed]').setValue(true)
    const after = await leaveAndReturn(before)
    const checked = after.page.findAll<HTMLInputElement>('input:checked').map(({ element }) => element.value)
    expect([textOf(after), ...checked]).toEqual(['账号借给外协', 'sharing', 'management', 'unnamed'])
    // The page is not reloaded for missing code either.
    expect(mayReload()).toBe(false)
    expect([...before.stored]).toEqual([])
  })

  it('the receipt of a report that may be stored is restored after a visit to another page, for the same report', async () => {
    const before = await open('unavailable', form)
    await before.page.get('input[value=unnamed]').setValue(true)
    await submit(before)
    const after = await leaveAndReturn(before)
    expect(receiptOf(after)).toBe(receiptOf(before))
    await submit(after)
    expect(after.sent[1]).toEqual(after.sent[0])
    expect([...before.stored]).toEqual([])
  })

  it('the receipt of a stored report is shown to the next person who opens the app only when its owner keeps it on the device, until they noted it', async () => {
    const { kept, keepHere, keepHereHint, noted } = receiptMessages
    const sent = await open(null, form)
    await sent.page.get('input[value=unnamed]').setValue(true)
    await submit(sent)
    expect(sent.page.text()).toContain(keepHereHint)
    const next = await openNext(sent)
    expect([next.page.find('.receipt-card').exists(), [...sent.stored]]).toEqual([false, []])

    const again = await open(null, form)
    await again.page.get('input[value=unnamed]').setValue(true)
    await submit(again)
    const receipt = receiptOf(again)
    await press(again, keepHere)
    expect(again.page.text()).toContain(kept)
    const shown = await openNext(again)
    expect([receiptOf(shown), shown.page.text().includes(kept)]).toEqual([receipt, true])
    await press(shown, noted)
    expect([...again.stored]).toEqual([])
  })

  it('the form says that the device does not store the receipt', async () => {
    const refusing = { ...fakeDevice(), storage: null }
    const opened = await open(null, form, refusing)
    await opened.page.get('input[value=unnamed]').setValue(true)
    await submit(opened)
    await press(opened, receiptMessages.keepHere)
    expect(opened.page.get('.receipt-card [role=alert]').text()).toBe(receiptMessages.keepFailed)
  })

  it('a report that was sent is not restored', async () => {
    const before = await open(null, form)
    await submit(before)
    expect(before.sent).toHaveLength(1)
    expect([textOf(await leaveAndReturn(before)), mayReload()]).toEqual(['', true])
  })

  it('a second press while the picture is read does not send the report twice', async () => {
    const reads: (() => void)[] = []
    const read = vi.spyOn(FileReader.prototype, 'readAsDataURL').mockImplementation(function (this: FileReader) {
      Object.defineProperty(this, 'result', { value: 'data:image/jpeg;base64,cGhvdG8=' })
      reads.push(() => this.onload?.(new ProgressEvent('load') as ProgressEvent<FileReader>))
    })
    onTestFinished(() => {
      read.mockRestore()
    })
    const opened = await open(null, form)
    opened.page.getComponent(FileButton).vm.$emit('pick', new File(['photo'], 'photo.jpg', { type: 'image/jpeg' }))
    await submit(opened)
    await submit(opened)
    // What is sent is what was on screen when the button was pressed.
    await opened.page.get('input[value=unnamed]').setValue(true)
    for (const finish of reads) {
      finish()
      await flushPromises()
    }
    expect([opened.sent.length, opened.page.find('.receipt-card').exists()]).toEqual([1, false])
    expect(opened.sent[0]).toMatchObject({ picture: 'cGhvdG8=' })
  })

  it('the form says that a picture that cannot be read is refused', async () => {
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
