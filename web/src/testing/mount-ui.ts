import { mount, type VueWrapper } from '@vue/test-utils'
import { expect, onTestFinished } from 'vitest'
import type { Component, ComponentPublicInstance } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import '../ui/marks/add-page-icons.ts'
import { axeViolations } from './axe.ts'
import { provideTestDependencies, type TestDependencies } from './with-setup.ts'

type MountOptions = {
  props?: Record<string, unknown>
  slots?: Record<string, unknown>
  parts?: TestDependencies
  /** The address at which the component is shown. */
  path?: string
}

/**
 * Mounts a component in the document with the dependencies that the app provides. After the test axe must find nothing
 * serious in it; then it is unmounted, because test files share a document.
 */
export function mountUi(
  component: Component,
  { props = {}, slots = {}, parts = {}, path = '/' }: MountOptions = {},
): VueWrapper<ComponentPublicInstance> {
  const history = createMemoryHistory()
  history.replace(path)
  const router = createRouter({
    history,
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
      expect(await axeViolations(ownElements(wrapper.element as Node))).toEqual([])
    } finally {
      wrapper.unmount()
    }
  })
  return wrapper
}

/** Returns a component and the dialogs that it opened. */
const ownElements = (part: Node): Element[] =>
  [part, ...document.querySelectorAll('[role=dialog]')].filter(
    (node) => node instanceof Element && node.isConnected,
  ) as Element[]
