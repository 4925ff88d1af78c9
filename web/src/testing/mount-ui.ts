import { mount, type VueWrapper } from '@vue/test-utils'
import { onTestFinished } from 'vitest'
import type { Component, ComponentPublicInstance } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { provideAll, type TestParts } from './with-setup.ts'

type Mounting = { props?: Record<string, unknown>; slots?: Record<string, unknown>; parts?: TestParts }

/**
 * A building block of pages in the document, with everything around it that the app would provide. It leaves the page with
 * its test: files share a document.
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
  onTestFinished(() => wrapper.unmount())
  return wrapper
}
