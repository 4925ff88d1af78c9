import { mount, type VueWrapper } from '@vue/test-utils'
import { expect, onTestFinished } from 'vitest'
import type { Component, ComponentPublicInstance } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { axeFaults } from './axe.ts'
import { provideAll, type TestParts } from './with-setup.ts'

type Mounting = { props?: Record<string, unknown>; slots?: Record<string, unknown>; parts?: TestParts }

/**
 * A building block of pages in the document, with everything around it that the app would provide. As its test leaves it,
 * axe finds nothing serious in it; then it leaves the page, for files share a document.
 */
export function mountUi(
  component: Component,
  { props = {}, slots = {}, parts = {} }: Mounting = {},
): VueWrapper<ComponentPublicInstance> {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)*', component: { template: '<i />' } }],
  })
  const plugin = {
    install: (app: Parameters<typeof provideAll>[0]) => {
      provideAll(app, parts)
    },
  }
  const wrapper = mount(component as never, {
    props: props as never,
    slots: slots as never,
    attachTo: document.body,
    global: { plugins: [router, plugin] },
  }) as unknown as VueWrapper<ComponentPublicInstance>
  onTestFinished(async () => {
    try {
      expect(await axeFaults(around(wrapper.element as Node))).toEqual([])
    } finally {
      wrapper.unmount()
    }
  })
  return wrapper
}

/** A part and the sheets that it opened: what else is in the document is not its own. */
const around = (part: Node): Element[] =>
  [part, ...document.querySelectorAll('[role=dialog]')].filter(
    (one) => one instanceof Element && one.isConnected,
  ) as Element[]
