import { expect, it } from 'vitest'
import messages from '../../locales/zh-CN/audit.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleAudit } from '../../testing/samples/sample-evidence.ts'
import ChainStatus from './components/ChainStatus.vue'

it('the state of the log has its public key to copy, once there is one', () => {
  const { chain } = sampleAudit
  const shown = mountUi(ChainStatus, { props: { chain } })
  expect(shown.get('textarea').element.value).toBe(chain.vkey)
  expect(shown.text()).toContain(messages.vkeyHint)
  const before = mountUi(ChainStatus, { props: { chain: { ...chain, anchor: null, vkey: null } } })
  expect(before.find('textarea').exists()).toBe(false)
})
