import { expect, it } from 'vitest'
import messages from '../../locales/zh-CN/audit.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleAudit } from '../../testing/samples/sample-evidence.ts'
import ChainStatus from './components/ChainStatus.vue'

it('the state of the log shows its public key to copy, once there is one', () => {
  const { chain } = sampleAudit
  const shown = mountUi(ChainStatus, { props: { chain } })
  expect(shown.get('textarea').element.value).toBe(chain.vkey)
  expect(shown.text()).toContain(messages.vkeyHint)
  const before = mountUi(ChainStatus, { props: { chain: { ...chain, anchor: null, vkey: null } } })
  expect(before.find('textarea').exists()).toBe(false)
})

it('the state of a log that is not the first says that another was closed before it', () => {
  const { chain } = sampleAudit
  const shown = (vkey: string) => mountUi(ChainStatus, { props: { chain: { ...chain, vkey } } }).text()
  expect(shown(chain.vkey!)).not.toContain(messages.further)
  expect(shown(chain.vkey!.replace('+', '/2+'))).toContain(messages.further)
})
