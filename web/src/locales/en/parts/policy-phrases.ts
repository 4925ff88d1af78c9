export const readingTime = (seconds: number) =>
  seconds < 60 ? `${String(seconds)} s` : `${String(Math.ceil(seconds / 60))} min`
