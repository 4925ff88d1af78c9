// SDK 2.4.4 does not handle the promise of the configuration that `register` starts. It rejects when the page is left
// or the client refuses the signature; the calls of the app report that error themselves.
const isUnhandledBySdk = (reason: unknown): boolean => {
  if (reason instanceof Error) return reason.message.startsWith('SDK Error: ')
  const { errMsg } = (typeof reason === 'object' && reason !== null ? reason : {}) as { errMsg?: unknown }
  return typeof errMsg === 'string' && /^(agentConfig|config|preVerifyJSAPI):/.test(errMsg)
}

/** Keeps the rejections that the SDK leaves unhandled, and no others, out of the console and out of error reports. */
export function ignoreSdkRejections(target: Pick<Window, 'addEventListener'>): void {
  target.addEventListener('unhandledrejection', (event) => {
    if (isUnhandledBySdk(event.reason)) event.preventDefault()
  })
}
