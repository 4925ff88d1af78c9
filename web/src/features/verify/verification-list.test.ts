import { tamperings } from '@desk/shared/evidence/bundle/tamperings'
import { listCsv } from '@desk/shared/evidence/bundle/list-csv'
import { readZip } from '@desk/shared/evidence/bundle/read-zip'
import { textOf } from '@desk/shared/evidence/bytes'
import { afterEach, expect, it, vi } from 'vitest'
import verify from '../../locales/zh-CN/verify.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import VerificationResult from './components/VerificationResult.vue'
import { verifyFile } from './verify-files.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

it('the list of who signed and who did not is saved as a file from the verified content', async () => {
  const result = await verifyFile({ name: 'evidence.zip', bytes: tamperings().intact }, { vkey: '', anchor: null })
  if (result.kind !== 'bundle') throw new Error('The sample is not valid')
  const saved: { name: string; blob: Blob }[] = []
  let blob = new Blob([])
  vi.spyOn(URL, 'createObjectURL').mockImplementation((object) => {
    blob = object as Blob
    return 'blob:list'
  })
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, blob })
  })
  const shown = mountUi(VerificationResult, { props: { result } })
  await shown.get('button').trigger('click')
  const csv = listCsv(result.bundle.list(), { columns: verify.listColumns, state: verify.state })
  expect(saved.map(({ name }) => name)).toEqual([verify.listFile])
  expect(await saved[0]?.blob.text()).toBe(csv)
  const [head, ...lines] = csv.trimEnd().split('\r\n')
  expect(head?.split(',')).toHaveLength(12)
  expect(lines).toHaveLength(4)
  expect(lines[0]).toContain('"张三","zhangsan","psn_1","已签"')
})

it('a result that was compared only with the key is not green, and says what else to compare it with', async () => {
  const bytes = tamperings().intact
  const known = { vkey: textOf(readZip(bytes).get('log.vkey')!)!, anchor: null }
  const shown = mountUi(VerificationResult, {
    props: { result: await verifyFile({ name: 'evidence.zip', bytes }, known) },
  })
  expect(shown.classes()).toContain('verify-signed')
  expect(shown.get('h2').text()).toContain(verify.titles.signed)
  expect(shown.text()).toContain(verify.signed)
})

it('a refused file offers no list', async () => {
  const [refused] = tamperings().refused
  const result = await verifyFile({ name: 'evidence.zip', bytes: refused!.zip }, { vkey: '', anchor: null })
  expect(mountUi(VerificationResult, { props: { result } }).find('button').exists()).toBe(false)
})
