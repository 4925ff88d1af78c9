import { renderToString } from 'vue/server-renderer'
import { createSSRApp, defineComponent, h, nextTick } from 'vue'
import { expect, it } from 'vitest'
import FoldedField from '../features/info-change/components/FoldedField.vue'

const sources = Object.entries(
  import.meta.glob<string>('../**/*.vue', { query: '?raw', import: 'default', eager: true }),
)

it('no native fold is bound to `open`, which hydration would apply again', () => {
  const bound = sources.filter(([, text]) => /<details[^>]*\s(:open|v-bind:open)=/.test(text))
  expect(bound.map(([path]) => path)).toEqual([])
  expect(sources.filter(([, text]) => text.includes('<details')).length).toBeGreaterThan(5)
})

it('a field that was opened before hydration stays open', async () => {
  const page = defineComponent(() => () => h(FoldedField, { label: '座机', value: '', isOpen: false }))
  document.body.innerHTML = `<div id="app">${await renderToString(createSSRApp(page))}</div>`
  const fold = document.querySelector('details')
  fold?.setAttribute('open', '')
  createSSRApp(page).mount('#app')
  await nextTick()
  expect(document.querySelector('details')).toBe(fold)
  expect(fold?.hasAttribute('open')).toBe(true)
})
