import { expect, it } from 'vitest'
import { shallowRef } from 'vue'
import { actOn } from './act-on.ts'

it('actOn closes the sheet on success, unless its subject has changed by then', async () => {
  const sheet = shallowRef<string | null>('key 1')
  const answers: ((isDone: boolean) => void)[] = []
  const slow = actOn(
    sheet,
    () =>
      new Promise<boolean>((resolve) => {
        answers.push(resolve)
      }),
  )
  sheet.value = 'key 2'
  answers[0]?.(true)
  await slow
  expect(sheet.value).toBe('key 2')
  await actOn(sheet, () => Promise.resolve(false))
  expect(sheet.value).toBe('key 2')
  await actOn(sheet, () => Promise.resolve(true))
  expect(sheet.value).toBeNull()
})
