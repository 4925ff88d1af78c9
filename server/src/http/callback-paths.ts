const CALLBACK = /^\/wecom\/callback\/(app|contacts)$/

/** Whether the path is a WeCom callback, which comes from no page of this app and is verified by its signature. */
export const isCallback = (path: string): boolean => CALLBACK.test(path)
