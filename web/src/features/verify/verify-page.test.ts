import { expect, it, vi } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import VerifyPage from './pages/VerifyPage.vue'
import { type KnownElsewhere, type Verification, verifyFile } from './verify-files.ts'

vi.mock('./verify-files.ts', () => ({ verifyFile: vi.fn() }))

it('a key that is entered while a file is verified is compared before a result is shown', async () => {
  const asked: KnownElsewhere[] = []
  const ends: (() => void)[] = []
  vi.mocked(verifyFile).mockImplementation(({ name }, known) => {
    asked.push(known)
    const found: Verification = { kind: 'proof-fault', fault: 'not_included', name, sha256: '00' }
    return new Promise((resolve) => ends.push(() => resolve(found)))
  })
  const page = mountUi(VerifyPage)
  const file = Object.assign(new File(['PK'], 'evidence.zip'), {
    arrayBuffer: () => Promise.resolve(new ArrayBuffer(2)),
  })
  const event = new Event('drop', { bubbles: true, cancelable: true })
  Object.assign(event, { dataTransfer: { files: [file] } })
  page.get('input[type=file]').element.dispatchEvent(event)
  await eventually(() => expect(asked).toHaveLength(1))
  await page.get('textarea').setValue('desk.example.com/audit+00000000+AQ==')
  ends[0]?.()
  await eventually(() => expect(asked).toHaveLength(2))
  expect(page.find('.verify-result').exists()).toBe(false)
  ends[1]?.()
  await eventually(() => expect(page.find('.verify-result').exists()).toBe(true))
  expect(asked.map(({ vkey }) => vkey)).toEqual(['', 'desk.example.com/audit+00000000+AQ=='])
})
