/** Returns the code of the error that rejects the promise; 'done' when it is fulfilled. */
export const errorCodeOf = (promise: Promise<unknown>): Promise<string | undefined> =>
  promise.then(
    () => 'done',
    (error: unknown) => (error as { code?: string }).code,
  )

/** Returns the code of the error in a refused response. */
export const responseErrorCode = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: { code: string } }).error.code
