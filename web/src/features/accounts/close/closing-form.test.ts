import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import accountsClose from '../../../locales/zh-CN/accounts-close.ts'
import { mountUi } from '../../../testing/mount-ui.ts'
import { sampleInitialState, samplePages } from '../../../testing/samples/sample-pages.ts'
import MemberPicker from '../../../ui/fields/MemberPicker.vue'
import ClosingFormPage from './pages/ClosingFormPage.vue'

const { form: messages } = accountsClose

it('an incomplete form leads to its first field that is not filled in', async () => {
  const page = mountUi(ClosingFormPage, { parts: { initialState: sampleInitialState(samplePages['closing-form']) } })
  await flushPromises()
  const submit = async () => {
    await page.get('form').trigger('submit')
    await flushPromises()
    return document.activeElement
  }
  const button = page.get('[type=submit]')
  expect(button.text()).toBe(messages.whoMissing)
  expect(await submit()).toBe(page.get('[role=combobox]').element)
  page.getComponent(MemberPicker).vm.$emit('update:modelValue', [{ userid: 'sunhao', name: '孙浩', department: [] }])
  const [kind] = page.findAll('.chip-answer')
  expect(await submit()).toBe(kind?.element)
  await kind?.trigger('click')
  expect(button.text()).toBe(messages.lastDayMissing)
  expect(await submit()).toBe(page.get('[name=lastDay]').element)
  await page.get('[name=lastDay]').setValue('2026-03-31')
  expect(button.text()).toBe(messages.submit)
})
