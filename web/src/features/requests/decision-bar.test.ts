import { expect, it } from 'vitest'
import { mountUi } from '../../testing/mount-ui.ts'
import DecisionBar from './components/decision/DecisionBar.vue'

const buttonsFor = (counts: { agreed: number; refused: number }) => {
  const props = { kind: 'info_change', counts, mayReturn: true, mayTransfer: false, isSending: false }
  const bar = mountUi(DecisionBar, { props: { ...props, slowness: 'normal', error: null } })
  const decide = bar.get('.decide-button')
  return { sendBack: bar.get('.return-button'), decide, isMain: decide.classes('button-primary') }
}

it('DecisionBar has a primary button unless the decision only refuses, and different icons for agreeing, refusing and returning', () => {
  const decisions = [buttonsFor({ agreed: 1, refused: 1 }), buttonsFor({ agreed: 0, refused: 2 })]
  expect(decisions.map(({ isMain }) => isMain)).toEqual([true, false])
  const [agree, refuse] = decisions.map(({ decide, sendBack }) => [decide, sendBack].map((it) => it.get('svg').html()))
  expect(new Set([...(agree ?? []), ...(refuse ?? [])]).size).toBe(3)
})
