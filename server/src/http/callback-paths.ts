const CALLBACK = /^\/wecom\/callback\/(app|contacts)$/

/** WeCom's callbacks come from no page of ours and prove themselves by signature. */
export const isCallback = (path: string): boolean => CALLBACK.test(path)
