import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import DropZone from './components/DropZone.vue'

it('a file that is dropped on DropZone is picked, and the browser does not open it', async () => {
  const zone = mountUi(DropZone, { props: { label: '选择文件', hint: '签收证据', accept: '.zip', isBusy: false } })
  const input = zone.get('input')
  await input.trigger('dragover')
  expect(zone.classes()).toContain('drop-over')
  const file = new File(['PK'], 'evidence.zip')
  const event = new Event('drop', { bubbles: true, cancelable: true })
  Object.assign(event, { dataTransfer: { files: [file] } })
  input.element.dispatchEvent(event)
  await zone.vm.$nextTick()
  expect(event.defaultPrevented).toBe(true)
  expect(zone.emitted('pick')).toEqual([[file]])
  expect(zone.classes()).not.toContain('drop-over')
})
