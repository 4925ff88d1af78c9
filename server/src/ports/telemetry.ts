/** Counts what the server answers and what WeCom answers. Labels are names from the code, never from a request. */
export type Telemetry = {
  httpAnswered(answer: { method: string; route: string; status: number; seconds: number }): void
  /** `outcome` is `ok`, WeCom's error code, or why there is no answer. */
  wecomAnswered(answer: { api: string; outcome: string; seconds: number }): void
}

export const noTelemetry: Telemetry = { httpAnswered: () => {}, wecomAnswered: () => {} }
