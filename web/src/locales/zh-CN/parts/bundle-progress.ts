/** Says how far a file of evidence is; null: nothing is counted yet. */
export const bundleProgress = (share: number | null): string =>
  share === null
    ? '正在准备名单'
    : share === 1
      ? '文件已全部生成，请等浏览器保存完'
      : `正在生成文件 ${String(Math.floor(share * 100))}%，请不要关闭下载`
