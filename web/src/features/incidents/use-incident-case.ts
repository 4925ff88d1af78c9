import { shallowRef } from 'vue'
import type { CommandBody, IncidentReporter } from '@desk/shared/incidents/incident-case-schemas'
import { useIncidentApi } from '../../api/incident-api.ts'
import { usePageData } from '../../composables/use-async-data.ts'
import { useFormAction } from '../../composables/use-form-action.ts'
import { useIdempotencyKey } from '../../composables/use-idempotency-key.ts'
import { useMessages } from '../../locales/use-messages.ts'

type WithoutVersion<Body> = Body extends unknown ? Omit<Body, 'version'> : never
export type CaseCommand = WithoutVersion<CommandBody>

/** Returns the data and commands of a handler's page. */
export function useIncidentCase(id: string) {
  const api = useIncidentApi()
  const { data, problem, reload } = usePageData('incident-case', (signal) => api.incidentCase(id, signal))
  const { fieldErrors } = useMessages('incident-cases').detail
  const action = useFormAction(fieldErrors, useMessages('core').errors['input.invalid'])
  const keys = useIdempotencyKey()
  const reporter = shallowRef<IncidentReporter | null>(null)
  const picture = shallowRef<string | null>(null)
  /** Whether the viewer recused themselves, and may see nothing more of the incident. */
  const isRecused = shallowRef(false)

  /** Runs a command. Returns true on success; after a failure the incident is loaded again. */
  async function command(body: CaseCommand): Promise<boolean> {
    const version = data.value?.version ?? 0
    const isDone = await action.run(async () => {
      // The key depends on the body without the version: after a lost answer the incident is loaded again, with another version.
      const { incident } = await api.command(id, { ...body, version } as CommandBody, keys.keyFor(body))
      keys.reset()
      if (incident === null) isRecused.value = true
      else data.value = incident
      // Only the handler of the incident may see the reporter's name, and a command can hand the incident to another handler.
      if (incident?.mayViewReporter !== true) reporter.value = null
    })
    if (!isDone) await reload()
    return isDone
  }
  const showReporter = () => action.run(async () => (reporter.value = await api.reporter(id)))
  const showPicture = (chosen: string) =>
    action.run(async () => (picture.value = `data:image/jpeg;base64,${(await api.picture(id, chosen)).data}`))

  return { data, problem, reload, action, reporter, picture, isRecused, command, showReporter, showPicture }
}
