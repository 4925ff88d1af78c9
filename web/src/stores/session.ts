import { defineStore } from 'pinia'
import { markRaw } from 'vue'
import type { Me } from '@desk/shared/pages/page-schemas'
import { useInitialState } from '../platform/initial-state.ts'

const anonymous: Me = {
  userid: '',
  name: '',
  department: [],
  roles: [],
  seesLostDeviceCases: false,
  isDeptAdmin: false,
  approvesRequests: false,
  corpId: '',
  agentId: 0,
}

/** Holds the signed-in member and the language. Constant for the lifetime of the document. */
export const useSessionStore = defineStore('session', () => {
  const { me, language, now } = useInitialState()
  return {
    me: markRaw(me ?? anonymous),
    isSignedIn: me !== null,
    language,
    /** The server's time of the first response. */
    startedAt: now,
  }
})
