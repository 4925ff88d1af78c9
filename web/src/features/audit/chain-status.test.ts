import { expect, it } from 'vitest'
import messages from '../../locales/zh-CN/audit.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleAudit } from '../../testing/samples/policies/sample-evidence.ts'
import ChainStatus from './components/ChainStatus.vue'

it('the state of the log shows its public key to copy, once there is one', () => {
  const { chain } = sampleAudit
  const shown = mountUi(ChainStatus, { props: { chain } })
  expect(shown.get('textarea').element.value).toBe(chain.vkey)
  expect(shown.text()).toContain(messages.vkeyHint)
  const before = mountUi(ChainStatus, { props: { chain: { ...chain, anchor: null, vkey: null } } })
  expect(before.find('details').exists()).toBe(false)
})

it('the state of the log is one line: what is in the checkpoint, and how many entries are not; its details are folded', () => {
  const { chain } = sampleAudit
  const shown = mountUi(ChainStatus, { props: { chain } })
  const line = shown.get('.audit-chain-line > p').text()
  expect(line).toContain(messages.protectedUpTo(chain.anchor!.size, messages.entry.exact(chain.anchor!.at)))
  expect(line).toContain(messages.tail(chain.tail.rows))
  const details = shown.get('details')
  expect((details.element as HTMLDetailsElement).open).toBe(false)
  expect(details.text()).toContain(chain.anchor!.root)
})

it('the state of a log that is not the first says that another was closed before it', () => {
  const { chain } = sampleAudit
  const shown = (vkey: string) => mountUi(ChainStatus, { props: { chain: { ...chain, vkey } } }).text()
  expect(shown(chain.vkey!)).not.toContain(messages.further)
  expect(shown(chain.vkey!.replace('+', '/2+'))).toContain(messages.further)
})
