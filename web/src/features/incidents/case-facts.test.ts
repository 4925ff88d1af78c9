import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import { sampleCase } from '../../testing/samples/sample-incidents.ts'
import { sampleMe } from '../../testing/samples/sample-people.ts'
import CaseFacts from './components/CaseFacts.vue'

it('the facts of a report call the viewer 你 among those who can see it', () => {
  const me = { userid: sampleMe.userid, name: sampleMe.name }
  const incident = { ...sampleCase, readers: [me, { userid: 'limin', name: '李敏' }] }
  const text = mountUi(CaseFacts, { props: { incident, reporter: null, isBusy: false } }).text()
  expect(text).toContain('只有你、李敏能看到')
})
