import { defineStore } from 'pinia'
import { markRaw } from 'vue'
import type { Me } from '@desk/shared/pages/page-schemas'
import { useInitialState } from '../platform/initial-state.ts'

const nobody: Me = {
  userid: '',
  name: '',
  department: [],
  roles: [],
  isDecider: false,
  corpId: '',
  agentId: 0,
}

/** Who is here, and in which language. It never changes while the document lives. */
export const useSessionStore = defineStore('session', () => {
  const { me, language, now } = useInitialState()
  return {
    me: markRaw(me ?? nobody),
    /** Whether the server knew somebody at all. */
    isKnown: me !== null,
    language,
    /** The server's instant at which the page was made. */
    startedAt: now,
  }
})
