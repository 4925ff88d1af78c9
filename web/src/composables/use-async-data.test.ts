import { flushPromises } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { withSetup } from '../testing/with-setup.ts'
import { useAsyncData } from './use-async-data.ts'

/** Mounts data whose reads wait until their answer is given. */
function mountData() {
  const answers: ((text: string) => void)[] = []
  const load = () =>
    new Promise<string>((resolve) => {
      answers.push(resolve)
    })
  return { answers, ...withSetup(() => useAsyncData('at first', load)) }
}

it('useAsyncData repeats a read that began before the answer of a command', async () => {
  const { data, isLoading, reload, answers } = mountData()
  const reading = reload()
  data.value = 'after the command'
  answers[0]?.('before the command')
  await flushPromises()
  expect([data.value, answers.length, isLoading.value]).toEqual(['after the command', 2, true])
  answers[1]?.('read after the command')
  await reading
  expect([data.value, answers.length, isLoading.value]).toEqual(['read after the command', 2, false])
})

it('useAsyncData reads once when nothing was set meanwhile', async () => {
  const { data, reload, answers } = mountData()
  const reading = reload()
  answers[0]?.('fresh')
  await reading
  expect([data.value, answers.length]).toEqual(['fresh', 1])
})
