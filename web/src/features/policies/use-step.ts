import { shallowRef } from 'vue'
import { fieldErrorsOf } from '../../api/api-error.ts'
import { messageFor } from '../../api/error-messages.ts'
import { useMessages } from '../../locales/use-messages.ts'

/** One step at a time, and what went wrong with it in words. `fields` are the paths that were refused. */
export function useStep() {
  const messages = useMessages('core')
  const isBusy = shallowRef(false)
  const problem = shallowRef<string | null>(null)
  const fields = shallowRef<ReadonlySet<string>>(new Set())
  async function run(step: () => Promise<void>): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    problem.value = null
    fields.value = new Set()
    try {
      await step()
      return true
    } catch (cause) {
      fields.value = new Set(fieldErrorsOf(cause).map(({ path }) => path))
      problem.value = messageFor(messages, cause)
      return false
    } finally {
      isBusy.value = false
    }
  }
  return { isBusy, problem, fields, run }
}
