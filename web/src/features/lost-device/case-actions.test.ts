import { DOMWrapper, flushPromises } from '@vue/test-utils'
import { afterEach, expect, it } from 'vitest'
import { lost as messages } from '../../locales/zh-CN/lost-device.ts'
import { clickButton } from '../../testing/click-button.ts'
import { eventually } from '../../testing/eventually.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { recordHistory } from '../../testing/record-history.ts'
import { sampleLostCase } from '../../testing/samples/sample-lost.ts'
import CaseActions from './components/CaseActions.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const titleOfSheet = () => document.querySelector('.sheet h2')?.textContent

it('a slow action on a case does not close the sheet of another action', async () => {
  const answers: ((isDone: boolean) => void)[] = []
  const runAction = () =>
    new Promise<boolean>((resolve) => {
      answers.push(resolve)
    })
  const lostCase = { ...sampleLostCase, isPlanned: false, allowed: ['doubt', 'amend'] }
  const page = mountUi(CaseActions, { props: { lostCase, isBusy: false, error: null, runAction } })
  recordHistory(page)
  await clickButton(page)(messages.doubt)
  const form = document.querySelector('.sheet form')
  if (!form) throw new Error('there is no sheet')
  await new DOMWrapper(form).get('textarea').setValue('声音不像')
  await new DOMWrapper(form).trigger('submit')
  document.querySelector<HTMLElement>('.sheet-inner > button')?.click()
  await eventually(() => {
    expect(document.querySelector('.sheet')).toBeNull()
  })
  await clickButton(page)(messages.amend)
  answers[0]?.(true)
  await flushPromises()
  expect([answers.length, titleOfSheet()]).toEqual([1, messages.amendTitle])
  await new DOMWrapper(document.querySelector('.sheet textarea')!).setValue('在车间')
  await new DOMWrapper(document.querySelector('.sheet form')!).trigger('submit')
  answers[1]?.(true)
  await eventually(() => {
    expect(document.querySelector('.sheet')).toBeNull()
  })
})
