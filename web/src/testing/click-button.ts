import { flushPromises, type VueWrapper } from '@vue/test-utils'

/** Presses the button that says this, and waits for what it does. */
export const clickButton = (page: VueWrapper) => async (text: string) => {
  await page
    .findAll('button')
    .find((button) => button.text() === text)
    ?.trigger('click')
  await flushPromises()
}
