export const people = (count: number) => `${String(count)} 人`
export const readingTime = (seconds: number) =>
  seconds < 60 ? `${String(seconds)} 秒` : `${String(Math.ceil(seconds / 60))} 分钟`
