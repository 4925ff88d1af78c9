import type { DeadLetterView } from '@desk/shared/outbox/outbox-schemas'
import { afterEach, expect, it } from 'vitest'
import delivery from '../../locales/zh-CN/delivery.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import DeadLetters from './components/DeadLetters.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const letter = (id: number, cause: string): DeadLetterView => ({
  id,
  topic: 'policy.mail',
  about: '陆一鸣',
  path: null,
  cause,
  attempts: 3,
  deadAt: '2026-03-17T02:00:00Z',
  canBeDoneByHand: false,
})

it('a job that WeCom refused for its settings links to where they are mended, any other does not', () => {
  const causes = ['60011', '60020', '48002', 'timeout']
  const page = mountUi(DeadLetters, { props: { letters: causes.map((cause, id) => letter(id, cause)) } })
  const links = page.findAll('tbody tr').map((row) => {
    const link = row.find('.letter-remedy')
    return link.exists() ? [link.text(), link.attributes('href')] : null
  })
  const { range, address, check } = delivery.outbox.remedies
  expect(links).toEqual([
    [range, '/settings/directory'],
    [address, '/settings/check'],
    [check, '/settings/check'],
    null,
  ])
})
