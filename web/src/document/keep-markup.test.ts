// @vitest-environment node
import { type Component, createSSRApp, h } from 'vue'
import { renderToString, ssrRenderAttrs, ssrRenderComponent } from 'vue/server-renderer'
import { describe, expect, it } from 'vitest'
import { keepMarkup } from './keep-markup.ts'

type Push = (item: unknown) => void

const name: Component = { props: ['name'], render: ({ name: text }: { name: string }) => h('b', text) }
/** Waits before it renders. */
const lateName: Component = {
  props: ['name'],
  setup: async (props: Readonly<Record<string, unknown>>) => Promise.resolve(() => h('b', String(props['name']))),
}

/** Returns a component as the compiler makes it for the server, and the number of times that it was set up. */
function compiledGreeting(inner: Component = name) {
  const counts = { setups: 0 }
  const component = {
    __ssrInlineRender: true,
    props: ['name'],
    setup(props: { name: string }) {
      counts.setups += 1
      return (_context: unknown, push: Push, parent: never, attrs: Record<string, unknown>) => {
        push(`<p${ssrRenderAttrs(attrs)}>`)
        push(ssrRenderComponent(inner, { name: props.name }, null, parent))
        push('</p>')
      }
    },
  } as unknown as Component
  return { component, counts }
}

const render = (component: Component, props: Record<string, string>) =>
  renderToString(createSSRApp({ render: () => h(component, props) }))

describe('kept markup', () => {
  it('kept markup is used again for the same key', async () => {
    const { component, counts } = compiledGreeting()
    keepMarkup<{ name: string }>(component, (props) => props.name)
    const first = await render(component, { name: '郭岑' })
    expect(first).toBe('<p><b>郭岑</b></p>')
    expect(await render(component, { name: '郭岑' })).toBe(first)
    expect(counts.setups).toBe(1)
  })

  it('kept markup is not used for another key or other attributes', async () => {
    const { component } = compiledGreeting()
    keepMarkup<{ name: string }>(component, (props) => props.name)
    await render(component, { name: '郭岑' })
    expect(await render(component, { name: '李敏' })).toBe('<p><b>李敏</b></p>')
    expect(await render(component, { name: '郭岑', class: 'row' })).toBe('<p class="row"><b>郭岑</b></p>')
  })

  it('markup that is complete only after a wait is not kept', async () => {
    const { component, counts } = compiledGreeting(lateName)
    keepMarkup<{ name: string }>(component, (props) => props.name)
    for (const times of [1, 2]) {
      expect(await render(component, { name: '郭岑' })).toBe('<p><b>郭岑</b></p>')
      expect(counts.setups).toBe(times)
    }
  })

  it('keepMarkup does not change a component that is compiled for the browser', () => {
    const component = { setup: () => () => h('p') }
    const { setup } = component
    keepMarkup(component, () => '')
    expect(component.setup).toBe(setup)
  })
})
