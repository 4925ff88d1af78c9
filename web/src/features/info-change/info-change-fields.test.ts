import { flushPromises, mount } from '@vue/test-utils'
import { createMemoryHistory, createRouter } from 'vue-router'
import { expect, it, onTestFinished } from 'vitest'
import { sampleForm } from '../../testing/samples/sample-form.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { submitsByEnter } from '../../testing/submits-by-enter.ts'
import { provideTestDependencies } from '../../testing/with-setup.ts'
import DepartmentField from './components/DepartmentField.vue'
import InfoChangeFields from './components/InfoChangeFields.vue'

async function mountFields(query: string) {
  const routes = [{ path: '/:rest(.*)*', component: { template: '<i />' } }]
  const router = createRouter({ history: createMemoryHistory(), routes })
  await router.push(`/requests/new/info-change${query}`)
  const fields = mount(InfoChangeFields, {
    attachTo: document.body,
    props: { form: sampleForm, textOf: () => '', isEdited: () => false, errors: {} },
    global: {
      plugins: [
        router,
        { install: (app: Parameters<typeof provideTestDependencies>[0]) => provideTestDependencies(app) },
      ],
    },
  })
  onTestFinished(() => fields.unmount())
  await flushPromises()
  return fields
}

it('a link to one field opens that field alone and puts the cursor there', async () => {
  const fields = await mountFields('?field=telephone')
  const open = fields.findAll('details[open]').map((row) => row.get('input').attributes('name'))
  expect([open, document.activeElement?.id]).toEqual([['telephone'], 'field-telephone'])
})

it.each([
  ['without a field', ''],
  ['to an unknown field', '?field=position2'],
  ['to a field that the form does not offer', '?field=mobile'],
])('a link %s opens none of the offered fields', async (_title, query) => {
  const fields = await mountFields(query)
  expect(fields.findAll('details[open]')).toHaveLength(0)
})

it('Enter in the department search does not submit the form', async () => {
  const props = {
    id: 'field-department',
    label: '部门',
    value: '来料检验组',
    was: '来料检验组',
    isChanged: false,
    error: null,
    hint: null,
    readonly: false,
  }
  const field = mountUi(DepartmentField, { props })
  await field.get('button').trigger('click')
  expect(submitsByEnter(field.get('input').element)).toBe(false)
})
