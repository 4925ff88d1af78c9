const comments = {
  title: '留言',
  count: (count: number) => `${String(count)} 条`,
  write: '写留言',
  none: '暂无留言。能查看此申请的人都能看到留言。',
  label: '写留言',
  left: (count: number) => `还能写 ${String(count)} 个字`,
  tooLong: (over: number) => `超出 ${String(over)} 个字`,
  attach: '添加图片或 PDF',
  attachHint: '图片会缩小，拍摄地点等信息会去掉；PDF 5 MB 以内。',
  uploading: '正在上传',
  remove: (name: string) => `删除 ${name}`,
  send: '发送留言',
  nothing: '请填写内容或添加附件',
  sent: '已发送',
  open: (name: string) => `打开“${name}”`,
  openReady: (name: string) => `${name} 已准备好，链接只能使用一次：`,
  download: '下载',
}

export default comments
