import type { Log } from '../ports/log.ts'

/** Whether requests name a client whom no setting lets us believe. */
export type ProxyWatch = { note(): void; isForgotten(): boolean }

/** Of this process, since its start. The log says so once: nobody may be looking at the self-check. */
export function untrustedProxyDetector(log: Pick<Log, 'warn'>): ProxyWatch {
  let isForgotten = false
  return {
    note() {
      if (isForgotten) return
      isForgotten = true
      log.warn({}, 'a proxy says for whom it asks and TRUST_PROXY is 0: all its clients look like one address')
    },
    isForgotten: () => isForgotten,
  }
}
