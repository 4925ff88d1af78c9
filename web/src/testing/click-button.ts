import { flushPromises, type VueWrapper } from '@vue/test-utils'

/** Returns a function that clicks the button with a text and waits for the effects. */
export const clickButton = (page: VueWrapper) => async (text: string) => {
  const button = page.findAll('button').find((candidate) => candidate.text() === text)
  if (!button) throw new Error(`there is no button "${text}"`)
  await button.trigger('click')
  await flushPromises()
}
