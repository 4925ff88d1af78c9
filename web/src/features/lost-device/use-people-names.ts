import { sameUserid } from '@desk/shared/kernel/same-userid'
import type { LostCase } from '@desk/shared/lost-device/lost-device-schemas'
import { useMessages } from '../../locales/use-messages.ts'
import { useSessionStore } from '../../stores/session.ts'

/** Returns a function that lists people by name, with the viewer as 你. */
export function usePeopleNames(): (people: LostCase['next']) => string {
  const { names } = useMessages('core')
  const { you } = useMessages('lost-device').lost
  const { me } = useSessionStore()
  return (people) => names(people.map(({ userid, name }) => (sameUserid(userid, me.userid) ? you : name)))
}
