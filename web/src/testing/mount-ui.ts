import { mount, type VueWrapper } from '@vue/test-utils'
import { expect, onTestFinished } from 'vitest'
import type { Component, ComponentPublicInstance } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { axeViolations } from './axe.ts'
import { provideTestDependencies, type TestDependencies } from './with-setup.ts'

type MountOptions = { props?: Record<string, unknown>; slots?: Record<string, unknown>; parts?: TestDependencies }

/**
 * A building block of pages in the document, with everything around it that the app would provide. As its test leaves it,
 * axe finds nothing serious in it; then it leaves the page, for files share a document.
 */
export function mountUi(
  component: Component,
  { props = {}, slots = {}, parts = {} }: MountOptions = {},
): VueWrapper<ComponentPublicInstance> {
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)*', component: { template: '<i />' } }],
  })
  const plugin = {
    install: (app: Parameters<typeof provideTestDependencies>[0]) => {
      provideTestDependencies(app, parts)
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
      expect(await axeViolations(around(wrapper.element as Node))).toEqual([])
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
